package io.vouchpost.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vouchpost.config.TlsSettings;
import io.vouchpost.config.TlsSettings.Engine;
import io.vouchpost.config.Workshop;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may speak what: real handshakes of the JDK's client, against both engines, by implicit TLS and STARTTLS. */
@Timeout(30)
class AlpnTest {
    @TempDir
    Path folder;

    final Vertx vertx = Vertx.vertx();
    final BlockingQueue<Throwable> missed = new LinkedBlockingQueue<>();

    @BeforeEach
    void setUp() {
        new Workshop(folder).certificate("first");
    }

    @AfterEach
    void tearDown() throws Exception {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    /** Each engine, each way to TLS, each version. */
    static Stream<Arguments> ways() {
        return Stream.of(Engine.JDK, Engine.OPENSSL)
                .flatMap(engine -> Stream.of(true, false).flatMap(implicit -> Stream.of("TLSv1.2", "TLSv1.3")
                        .map(version -> Arguments.of(engine, implicit, version))));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void aClientThatWantsAnotherProtocolGetsTheAlert(Engine engine, boolean implicit, String version) throws Exception {
        var server = server(engine, implicit, TlsSettings.Alpn.STRICT);

        assertThatThrownBy(() -> connect(server, implicit, version, "h2", "http/1.1"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no_application_protocol");

        var fault = missed.poll(10, TimeUnit.SECONDS);
        assertThat(fault).isInstanceOf(UnwantedProtocol.class).hasMessageContaining("offers h2, http/1.1 by ALPN");
        assertThat(((UnwantedProtocol) fault).address()).isEqualTo("127.0.0.1");
    }

    @ParameterizedTest
    @MethodSource("ways")
    void aClientThatOffersSmtpAmongOthersGetsIt(Engine engine, boolean implicit, String version) throws Exception {
        try (var client = connect(server(engine, implicit, TlsSettings.Alpn.STRICT), implicit, version, "h2", "smtp")) {
            assertThat(client.getApplicationProtocol()).isEqualTo("smtp");
            assertThat(echo(client)).isEqualTo("echo");
        }
        assertThat(missed).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("ways")
    void aClientWithoutAlpnIsServed(Engine engine, boolean implicit, String version) throws Exception {
        try (var client = connect(server(engine, implicit, TlsSettings.Alpn.STRICT), implicit, version)) {
            assertThat(client.getApplicationProtocol()).isEmpty();
            assertThat(echo(client)).isEqualTo("echo");
        }
        assertThat(missed).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("ways")
    void whereItDoesNotMatterAnythingIsServed(Engine engine, boolean implicit, String version) throws Exception {
        try (var client = connect(server(engine, implicit, TlsSettings.Alpn.IGNORE), implicit, version, "h2")) {
            assertThat(client.getApplicationProtocol()).isEmpty();
            assertThat(echo(client)).isEqualTo("echo");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OPENSSL"})
    void itChangesWhileTheServerRunsThoughTheCertificateIsTheSame(Engine engine) throws Exception {
        var server = server(engine, true, TlsSettings.Alpn.STRICT);
        assertThatThrownBy(() -> connect(server, true, "TLSv1.3", "h2"))
                .hasMessageContaining("no_application_protocol");

        server.updateSSLOptions(tls(engine, TlsSettings.Alpn.IGNORE, List.of()).options())
                .await(10, TimeUnit.SECONDS);
        connect(server, true, "TLSv1.3", "h2").close();

        server.updateSSLOptions(tls(engine, TlsSettings.Alpn.STRICT, List.of()).options())
                .await(10, TimeUnit.SECONDS);
        assertThatThrownBy(() -> connect(server, true, "TLSv1.3", "h2"))
                .hasMessageContaining("no_application_protocol");
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OPENSSL"})
    void ciphersChangeWhileTheServerRunsAndInTheirOrder(Engine engine) throws Exception {
        var server = server(engine, true, TlsSettings.Alpn.STRICT);
        try (var before = connect(server, true, "TLSv1.2")) {
            assertThat(before.getSession().getCipherSuite()).isEqualTo("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
        }

        var chosen = List.of("TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
        server.updateSSLOptions(tls(engine, TlsSettings.Alpn.STRICT, chosen).options())
                .await(10, TimeUnit.SECONDS);

        try (var after = connect(server, true, "TLSv1.2")) {
            assertThat(after.getSession().getCipherSuite()).isEqualTo("TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384");
        }
        assertThatThrownBy(() -> connect(server, true, "TLSv1.3"))
                .as("none of its suites is left")
                .isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OPENSSL"})
    void aHandshakeThatTricklesInIsCutOffWhateverComes(Engine engine) throws Exception {
        var server = server(engine, false, TlsSettings.Alpn.STRICT, Duration.ofMillis(500));
        try (var socket = new Socket("127.0.0.1", server.actualPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write("STARTTLS\r\n".getBytes(US_ASCII));
            assertThat(new String(socket.getInputStream().readNBytes(14), US_ASCII))
                    .isEqualTo("220 go ahead\r\n");
            socket.getOutputStream().write(new byte[] {22, 3, 1, 2, 0, 1}); // a long record, and not its end
            assertThat(missed.poll(10, TimeUnit.SECONDS)).isNotNull();
            while (socket.getInputStream().read() >= 0) {} // perhaps an alert
        }
    }

    @ParameterizedTest
    @CsvSource({"JDK,true", "JDK,false", "OPENSSL,true", "OPENSSL,false"})
    void whoClaimsAnEndlessHelloGetsNoRoomForIt(Engine engine, boolean implicit) throws Exception {
        var server = server(engine, implicit, TlsSettings.Alpn.STRICT);
        try (var socket = new Socket("127.0.0.1", server.actualPort())) {
            socket.setSoTimeout(5_000); // well before the handshake is given up
            if (!implicit) {
                socket.getOutputStream().write("STARTTLS\r\n".getBytes(US_ASCII));
                socket.getInputStream().readNBytes(14);
            }
            var piece = Arrays.copyOf(new byte[] {22, 3, 1, 0, 100, 1, -1, -1, -1}, 5 + 100); // of 16 MiB less an octet
            socket.getOutputStream().write(piece);
            while (socket.getInputStream().read() >= 0) {} // perhaps an alert
        }
    }

    private ServerTls tls(Engine engine, TlsSettings.Alpn alpn, List<String> ciphers) throws UnusableTls {
        return ServerTls.of(
                new TlsSettings(
                        Optional.of(folder.resolve("first.pem")),
                        Optional.of(folder.resolve("first.key")),
                        folder,
                        Optional.empty(),
                        "TLSv1.2",
                        engine,
                        TlsSettings.ClientCertificates.AUTHORITIES,
                        ciphers,
                        alpn),
                "localhost");
    }

    private NetServer server(Engine engine, boolean implicit, TlsSettings.Alpn alpn) throws Exception {
        return server(engine, implicit, alpn, Duration.ofSeconds(20));
    }

    private NetServer server(Engine engine, boolean implicit, TlsSettings.Alpn alpn, Duration patience)
            throws Exception {
        var tls = tls(engine, alpn, List.of());
        var startTls = new StartTls(vertx, tls, patience);
        return vertx.createNetServer(
                        tls.applyTo(new NetServerOptions().setHost("127.0.0.1").setSsl(implicit)))
                .exceptionHandler(missed::add)
                .connectHandler(socket -> socket.handler(
                        implicit
                                ? socket::write
                                : command -> {
                                    socket.handler(null);
                                    startTls.on(socket, tls, Buffer.buffer("220 go ahead\r\n"))
                                            .onSuccess(upgraded -> socket.handler(socket::write))
                                            .onFailure(missed::add);
                                }))
                .listen(0, "127.0.0.1")
                .await(10, TimeUnit.SECONDS);
    }

    private static SSLSocket connect(NetServer server, boolean implicit, String version, String... protocols)
            throws Exception {
        var plain = new Socket("127.0.0.1", server.actualPort());
        plain.setSoTimeout(20_000);
        if (!implicit) {
            plain.getOutputStream().write("STARTTLS\r\n".getBytes(US_ASCII));
            plain.getInputStream().readNBytes(14);
        }
        var context = SSLContext.getInstance("TLS");
        context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
        var socket = (SSLSocket) context.getSocketFactory().createSocket(plain, "127.0.0.1", plain.getPort(), true);
        var parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(protocols);
        parameters.setProtocols(new String[] {version});
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private static String echo(SSLSocket socket) throws IOException {
        socket.getOutputStream().write("echo".getBytes(US_ASCII));
        return new String(socket.getInputStream().readNBytes(4), US_ASCII);
    }
}
