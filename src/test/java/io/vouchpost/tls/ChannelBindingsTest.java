package io.vouchpost.tls;

import static org.assertj.core.api.Assertions.assertThat;

import com.ongres.scram.common.util.TlsServerEndpoint;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vouchpost.config.TlsSettings;
import io.vouchpost.config.TlsSettings.Engine;
import io.vouchpost.config.Workshop;
import java.net.Socket;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Over real handshakes: what the server binds to is what a client, which is Java's own, sees. */
class ChannelBindingsTest {
    private static final Set<String> ALL = Set.of("tls-exporter", "tls-server-end-point");

    @TempDir
    Path folder;

    final Vertx vertx = Vertx.vertx();
    final BlockingQueue<Map<String, byte[]>> seen = new LinkedBlockingQueue<>();
    Workshop workshop;
    SSLContext client;

    @BeforeEach
    void setUp() throws Exception {
        workshop = new Workshop(folder);
        workshop.certificate("first");
        workshop.certificate("second");
        client = SSLContext.getInstance("TLS");
        client.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
    }

    @AfterEach
    void tearDown() throws Exception {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @CsvSource({"JDK, TLSv1.2", "JDK, TLSv1.3", "OPENSSL, TLSv1.2", "OPENSSL, TLSv1.3"})
    void theEndPointIsTheCertificateThatTheClientSees(Engine engine, String version) throws Exception {
        var server = implicit(tls("first", engine));

        for (int connection = 1; connection <= 3; connection++) { // the later ones resume the first one's session
            var session = connect(server, version);
            assertThat(seen().get("tls-server-end-point"))
                    .as("connection %d", connection)
                    .isEqualTo(endPoint(session));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OPENSSL"})
    void theEndPointOfAResumedSessionIsTheCertificateOfItsFirst(Engine engine) throws Exception {
        var server = implicit(tls("first", engine));
        connect(server, "TLSv1.3");
        seen();

        server.updateSSLOptions(tls("second", engine).options()).await(10, TimeUnit.SECONDS);

        for (int connection = 1; connection <= 2; connection++) {
            var session = connect(server, "TLSv1.3");
            assertThat(seen().get("tls-server-end-point")).isEqualTo(endPoint(session));
        }
    }

    @ParameterizedTest
    @CsvSource({"JDK, TLSv1.2", "JDK, TLSv1.3", "OPENSSL, TLSv1.2", "OPENSSL, TLSv1.3"})
    void theExporterIsTheSameOnBothEndsWhereThisJavaAndTheEngineHaveOne(Engine engine, String version)
            throws Exception {
        var server = implicit(tls("first", engine));
        boolean known = engine == Engine.JDK && Runtime.version().feature() >= 25 && version.equals("TLSv1.3");

        byte[] before = {};
        for (int connection = 1; connection <= 3; connection++) {
            var session = connect(server, version);
            var ours = Optional.ofNullable(seen().get("tls-exporter"));
            assertThat(ours.isPresent()).isEqualTo(known);
            if (known) {
                assertThat(ours.get())
                        .as("connection %d", connection)
                        .hasSize(32)
                        .isEqualTo(exported(session))
                        .isNotEqualTo(before);
                before = ours.get();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OPENSSL"})
    void afterStarttlsToo(Engine engine) throws Exception {
        var server = starttls(tls("first", engine));

        var plain = new Socket("127.0.0.1", server.actualPort());
        plain.getOutputStream().write('S');
        assertThat(plain.getInputStream().read()).isEqualTo('G');
        var session = handshake(plain, server, "TLSv1.3");

        assertThat(seen().get("tls-server-end-point")).isEqualTo(endPoint(session));
    }

    @Test
    void onlyWhatIsWantedIsThere() throws Exception {
        var session = new AtomicReference<SSLSession>();
        var server = implicit(tls("first", Engine.JDK), session::set);
        connect(server, "TLSv1.3");

        assertThat(new ChannelBindings(Set.of()).of(session.get())).isEmpty();
        assertThat(new ChannelBindings(Set.of("tls-server-end-point")).of(session.get()))
                .containsOnlyKeys("tls-server-end-point");
        assertThat(new ChannelBindings(Set.of("tls-exporter")).of(session.get()))
                .doesNotContainKey("tls-server-end-point");
    }

    private Map<String, byte[]> seen() throws InterruptedException {
        return Optional.ofNullable(seen.poll(10, TimeUnit.SECONDS)).orElseThrow();
    }

    private void note(SSLSession session) {
        seen.add(new ChannelBindings(ALL).of(session));
    }

    private NetServer implicit(ServerTls tls) throws Exception {
        return implicit(tls, this::note);
    }

    private NetServer implicit(ServerTls tls, Consumer<SSLSession> connected) throws Exception {
        return vertx.createNetServer(
                        tls.applyTo(new NetServerOptions().setHost("127.0.0.1").setSsl(true)))
                .connectHandler(socket -> {
                    connected.accept(socket.sslSession());
                    socket.handler(socket::write);
                })
                .listen(0, "127.0.0.1")
                .await(10, TimeUnit.SECONDS);
    }

    /** Whatever the client says first is its STARTTLS. */
    private NetServer starttls(ServerTls tls) throws Exception {
        var startTls = new StartTls(vertx, tls);
        return vertx.createNetServer(tls.applyTo(new NetServerOptions().setHost("127.0.0.1")))
                .connectHandler(socket -> socket.handler(command -> {
                    socket.handler(null);
                    startTls.on(socket, tls, Buffer.buffer("G")).onSuccess(up -> {
                        note(socket.sslSession());
                        socket.handler(socket::write);
                    });
                }))
                .listen(0, "127.0.0.1")
                .await(10, TimeUnit.SECONDS);
    }

    private SSLSession connect(NetServer server, String version) throws Exception {
        return handshake(new Socket("127.0.0.1", server.actualPort()), server, version);
    }

    /** One octet there and back, so that a ticket has come to resume the session by. */
    private SSLSession handshake(Socket plain, NetServer server, String version) throws Exception {
        try (var socket =
                (SSLSocket) client.getSocketFactory().createSocket(plain, "127.0.0.1", server.actualPort(), true)) {
            socket.setEnabledProtocols(new String[] {version});
            socket.startHandshake();
            socket.getOutputStream().write('x');
            assertThat(socket.getInputStream().read()).isEqualTo('x');
            assertThat(socket.getSession().getProtocol()).isEqualTo(version);
            return socket.getSession();
        }
    }

    private static byte[] endPoint(SSLSession session) throws Exception {
        return TlsServerEndpoint.getChannelBindingData((X509Certificate) session.getPeerCertificates()[0]);
    }

    private static byte[] exported(SSLSession session) {
        return KeyingMaterial.ofChannelBinding(session).orElseThrow();
    }

    private ServerTls tls(String name, Engine engine) throws UnusableTls {
        var settings = new TlsSettings(
                Optional.of(folder.resolve(name + ".pem")),
                Optional.of(folder.resolve(name + ".key")),
                folder,
                Optional.empty(),
                "TLSv1.2",
                engine,
                TlsSettings.ClientCertificates.AUTHORITIES,
                List.of(),
                TlsSettings.Alpn.STRICT);
        return ServerTls.of(settings, "localhost");
    }
}
