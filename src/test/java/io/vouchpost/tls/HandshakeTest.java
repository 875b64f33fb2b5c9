package io.vouchpost.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vouchpost.config.TlsSettings;
import io.vouchpost.config.TlsSettings.ClientCertificates;
import io.vouchpost.config.TlsSettings.Engine;
import io.vouchpost.config.Workshop;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Real handshakes, against both engines. */
class HandshakeTest {
    @TempDir
    Path folder;

    final Vertx vertx = Vertx.vertx();
    /** Held, since Vert.x closes a client and its connections when the garbage collector finds it. */
    final List<NetClient> clients = new ArrayList<>();

    final AtomicReference<ServerTls> current = new AtomicReference<>();
    Workshop workshop;

    @BeforeEach
    void setUp() {
        workshop = new Workshop(folder);
        workshop.certificate("first");
        workshop.certificate("second");
    }

    @AfterEach
    void tearDown() throws Exception {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @CsvSource({"JDK, TLSv1.2", "JDK, TLSv1.3", "OPENSSL, TLSv1.2", "OPENSSL, TLSv1.3"})
    void tls12And13AreSpoken(Engine engine, String version) throws Exception {
        var server = implicit(tls("first", "TLSv1.2", engine));

        var socket = connect(server, Set.of(version));

        assertThat(socket.sslSession().getProtocol()).isEqualTo(version);
        assertThat(socket.sslSession().getCipherSuite()).isIn(CipherPolicy.STRONG.suites());
        assertThat(echo(socket)).isEqualTo("echo");
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OPENSSL"})
    void tls11IsRefused(Engine engine) throws Exception {
        var server = implicit(tls("first", "TLSv1.2", engine));

        assertThatThrownBy(() -> connect(server, Set.of("TLSv1.1"))).hasStackTraceContaining("ALERT_PROTOCOL_VERSION");
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OPENSSL"})
    void tls12IsRefusedWhereTheMinimumIs13(Engine engine) throws Exception {
        var server = implicit(tls("first", "TLSv1.3", engine));

        assertThatThrownBy(() -> connect(server, Set.of("TLSv1.2"))).hasStackTraceContaining("ALERT_PROTOCOL_VERSION");
        assertThat(connect(server, Set.of("TLSv1.3")).sslSession().getProtocol())
                .isEqualTo("TLSv1.3");
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OPENSSL"})
    void ciphersWithoutForwardSecrecyOrAeadAreRefused(Engine engine) throws Exception {
        workshop.certificate("rsa", Workshop.keyPair("RSA", 2048));
        var server = implicit(tls("rsa", "TLSv1.2", engine));

        assertThatThrownBy(() -> connect(server, Set.of("TLSv1.2"), "TLS_RSA_WITH_AES_128_GCM_SHA256"))
                .hasStackTraceContaining("ALERT_HANDSHAKE_FAILURE");
        assertThatThrownBy(() -> connect(server, Set.of("TLSv1.2"), "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"))
                .hasStackTraceContaining("ALERT_HANDSHAKE_FAILURE");
        assertThat(connect(server, Set.of("TLSv1.2"), "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384")
                        .sslSession()
                        .getCipherSuite())
                .isEqualTo("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384");
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OPENSSL"})
    void theServersOrderOfCiphersDecides(Engine engine) throws Exception {
        var server = implicit(tls("first", "TLSv1.2", engine));

        var context = SSLContext.getInstance("TLS");
        context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
        try (var socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", server.actualPort())) {
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});
            socket.setEnabledCipherSuites(new String[] {
                "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
                "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
                "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"
            });
            socket.startHandshake();

            assertThat(socket.getSession().getCipherSuite()).isEqualTo("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OPENSSL"})
    void aNewCertificateIsShownToNewConnectionsAndOpenOnesGoOn(Engine engine) throws Exception {
        var server = implicit(tls("first", "TLSv1.2", engine));
        var open = connect(server, Set.of("TLSv1.3"));
        assertThat(shown(open)).isEqualTo("CN=first");

        server.updateSSLOptions(tls("second", "TLSv1.2", engine).options()).await(10, TimeUnit.SECONDS);

        assertThat(shown(connect(server, Set.of("TLSv1.3")))).isEqualTo("CN=second");
        assertThat(echo(open)).isEqualTo("echo");
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OPENSSL"})
    void aNewMinimumVersionIsKeptThoughTheCertificateIsTheSame(Engine engine) throws Exception {
        var server = implicit(tls("first", "TLSv1.2", engine));
        connect(server, Set.of("TLSv1.2"));

        server.updateSSLOptions(tls("first", "TLSv1.3", engine).options()).await(10, TimeUnit.SECONDS);

        assertThatThrownBy(() -> connect(server, Set.of("TLSv1.2"))).hasStackTraceContaining("ALERT_PROTOCOL_VERSION");
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OPENSSL"})
    void starttlsTakesTheNewestOptions(Engine engine) throws Exception {
        var server = starttls(tls("first", "TLSv1.2", engine));
        var open = starttls(server, Set.of("TLSv1.2"));
        assertThat(shown(open)).isEqualTo("CN=first");

        current.set(tls("second", "TLSv1.2", engine));
        assertThat(shown(starttls(server, Set.of("TLSv1.2")))).isEqualTo("CN=second");

        current.set(tls("second", "TLSv1.3", engine));
        assertThatThrownBy(() -> starttls(server, Set.of("TLSv1.2"))).hasStackTraceContaining("ALERT_PROTOCOL_VERSION");
        assertThat(echo(open)).isEqualTo("echo");
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OPENSSL"})
    void aClientCertificateIsAskedForButNotDemanded(Engine engine) throws Exception {
        workshop.certificate("client");
        var settings = settings("first", "TLSv1.2", engine, Optional.of(folder.resolve("client.pem")));
        var seen = new AtomicReference<String>();
        var tls = ServerTls.of(settings, "localhost");
        var server = vertx.createNetServer(
                        tls.applyTo(new NetServerOptions().setHost("127.0.0.1").setSsl(true)))
                .connectHandler(socket -> {
                    try {
                        seen.set(shown(socket));
                    } catch (Exception e) {
                        seen.set("nobody");
                    }
                    socket.handler(socket::write);
                });
        listen(server);

        assertThat(echo(connect(server, Set.of("TLSv1.3")))).isEqualTo("echo");
        assertThat(seen.get()).isEqualTo("nobody");

        var trust = trustAll(Set.of("TLSv1.3"))
                .setKeyCertOptions(new PemKeyCertOptions()
                        .addCertPath(folder.resolve("client.pem").toString())
                        .addKeyPath(folder.resolve("client.key").toString()));
        assertThat(echo(connect(server, trust))).isEqualTo("echo");
        assertThat(seen.get()).isEqualTo("CN=client");
    }

    @ParameterizedTest
    @CsvSource({"JDK, TLSv1.2", "JDK, TLSv1.3", "OPENSSL, TLSv1.2", "OPENSSL, TLSv1.3"})
    void anyClientCertificateIsTakenWhereThatIsConfigured(Engine engine, String version) throws Exception {
        workshop.certificate("client");
        workshop.certificate("authority");
        var settings = new TlsSettings(
                Optional.of(folder.resolve("first.pem")),
                Optional.of(folder.resolve("first.key")),
                folder,
                Optional.of(folder.resolve("authority.pem")),
                "TLSv1.2",
                engine,
                ClientCertificates.ANY,
                List.of(),
                TlsSettings.Alpn.STRICT);
        var tls = ServerTls.of(settings, "localhost");
        assertThat(tls.clientAuthorities()).hasSize(1);
        var seen = new AtomicReference<String>();
        var server = listen(vertx.createNetServer(
                        tls.applyTo(new NetServerOptions().setHost("127.0.0.1").setSsl(true)))
                .connectHandler(socket -> {
                    try {
                        seen.set(shown(socket));
                    } catch (Exception e) {
                        seen.set("nobody");
                    }
                    socket.handler(socket::write);
                }));

        assertThat(echo(connect(server, Set.of(version)))).isEqualTo("echo");
        assertThat(seen.get()).isEqualTo("nobody");
        var trust = trustAll(Set.of(version))
                .setKeyCertOptions(new PemKeyCertOptions()
                        .addCertPath(folder.resolve("client.pem").toString())
                        .addKeyPath(folder.resolve("client.key").toString()));
        for (int again = 0; again < 2; again++) { // also where a session is resumed
            assertThat(echo(connect(server, trust))).isEqualTo("echo");
            assertThat(seen.get()).isEqualTo("CN=client");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OPENSSL"})
    void theEngineGetsTheCiphersInOrderThoughVertxHandsOnNone(Engine engine) throws Exception {
        var unordered = new HashSet<>(CipherPolicy.STRONG.placed());
        assertThat(List.copyOf(unordered)).isNotEqualTo(CipherPolicy.STRONG.placed());

        var context = Engines.of(engine)
                .copy()
                .sslContextFactory()
                .forClient(true)
                .enabledCipherSuites(unordered)
                .create();

        assertThat(context.cipherSuites()).containsExactlyElementsOf(CipherPolicy.STRONG.suites());
    }

    @Test
    void autoTakesOpenSslWhereItLoadsAndNeverFails() throws Exception {
        assertThat(Engines.of(Engine.AUTO, true)).isInstanceOf(OpenSSLEngineOptions.class);
        assertThat(Engines.of(Engine.AUTO, false)).isNotInstanceOf(OpenSSLEngineOptions.class);
        assertThat(Engines.of(Engine.JDK, true)).isNotInstanceOf(OpenSSLEngineOptions.class);
        assertThatThrownBy(() -> Engines.of(Engine.OPENSSL, false))
                .isInstanceOf(UnusableTls.class)
                .hasMessageContaining("netty-tcnative does not load");
    }

    private ServerTls tls(String name, String minimumVersion, Engine engine) throws UnusableTls {
        return ServerTls.of(settings(name, minimumVersion, engine, Optional.empty()), "localhost");
    }

    private TlsSettings settings(String name, String minimumVersion, Engine engine, Optional<Path> clientAuthorities) {
        return new TlsSettings(
                Optional.of(folder.resolve(name + ".pem")),
                Optional.of(folder.resolve(name + ".key")),
                folder,
                clientAuthorities,
                minimumVersion,
                engine,
                ClientCertificates.AUTHORITIES,
                List.of(),
                TlsSettings.Alpn.STRICT);
    }

    private NetServer implicit(ServerTls tls) throws Exception {
        current.set(tls);
        return listen(vertx.createNetServer(
                        tls.applyTo(new NetServerOptions().setHost("127.0.0.1").setSsl(true)))
                .connectHandler(socket -> socket.handler(socket::write)));
    }

    /** Whatever the client says first is its STARTTLS. */
    private NetServer starttls(ServerTls tls) throws Exception {
        current.set(tls);
        var startTls = new StartTls(vertx, tls);
        return listen(vertx.createNetServer(tls.applyTo(new NetServerOptions().setHost("127.0.0.1")))
                .connectHandler(socket -> socket.handler(command -> {
                    socket.handler(null);
                    startTls.on(socket, current.get(), Buffer.buffer("220 go ahead\r\n"))
                            .onSuccess(upgraded -> socket.handler(socket::write));
                })));
    }

    private static NetServer listen(NetServer server) throws Exception {
        return server.listen(0, "127.0.0.1").await(10, TimeUnit.SECONDS);
    }

    private NetSocket connect(NetServer server, Set<String> versions, String... suites) throws Exception {
        var options = trustAll(versions);
        for (var suite : suites) {
            options.addEnabledCipherSuite(suite);
        }
        return connect(server, options);
    }

    private NetSocket connect(NetServer server, ClientSSLOptions options) throws Exception {
        return client().connect(new ConnectOptions()
                        .setHost("127.0.0.1")
                        .setPort(server.actualPort())
                        .setSsl(true)
                        .setSslOptions(options))
                .await(10, TimeUnit.SECONDS);
    }

    private NetSocket starttls(NetServer server, Set<String> versions) throws Exception {
        return client().connect(server.actualPort(), "127.0.0.1")
                .compose(socket -> {
                    Promise<Buffer> reply = Promise.promise();
                    socket.handler(reply::tryComplete);
                    return socket.write("STARTTLS\r\n")
                            .compose(written -> reply.future())
                            .compose(goAhead -> socket.upgradeToSsl(trustAll(versions)))
                            .compose(upgraded -> Future.succeededFuture(socket));
                })
                .await(10, TimeUnit.SECONDS);
    }

    /**
     * BoringSSL, which unlike today's JDK still speaks TLS 1.1 when told to. A new one each time: a client keeps its
     * first versions and ciphers for all connections with the same certificates.
     */
    private NetClient client() {
        var client = vertx.createNetClient(new NetClientOptions().setSslEngineOptions(new OpenSSLEngineOptions()));
        clients.add(client);
        return client;
    }

    private static ClientSSLOptions trustAll(Set<String> versions) {
        return new ClientSSLOptions()
                .setTrustAll(true)
                .setHostnameVerificationAlgorithm("")
                .setEnabledSecureTransportProtocols(new LinkedHashSet<>(versions));
    }

    private static String shown(NetSocket socket) throws Exception {
        var certificate = (X509Certificate) socket.sslSession().getPeerCertificates()[0];
        return certificate.getSubjectX500Principal().getName();
    }

    private static String echo(NetSocket socket) throws Exception {
        Promise<String> heard = Promise.promise();
        socket.handler(buffer -> heard.tryComplete(buffer.toString()));
        socket.write("echo");
        return heard.future().await(10, TimeUnit.SECONDS);
    }
}
