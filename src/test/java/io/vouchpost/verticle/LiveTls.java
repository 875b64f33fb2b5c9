package io.vouchpost.verticle;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.vertx.core.json.JsonArray;
import io.vouchpost.config.Authority;
import io.vouchpost.config.Workshop;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** What clients notice of settings of TLS. */
final class LiveTls {
    private final Authority authority = new Authority("CA");
    private final Authority.Issued certificate = authority.issue("alice", TestGateway.ALICE);
    private final Workshop workshop;

    LiveTls(Path folder) {
        this.workshop = new Workshop(folder);
    }

    List<LiveCase> cases() throws Exception {
        workshop.certificate("one");
        workshop.certificate("two", Workshop.keyPair("RSA", 2048));
        workshop.write(
                "ca.pem", Workshop.pem("CERTIFICATE", authority.certificate().getEncoded()));
        return List.of(
                LiveCase.of("tls.certificate", path("one.pem"), LiveTls::subject, "CN=submit.example.org", "CN=one")
                        .and("tls.key", path("one.key")),
                LiveCase.of(
                                "tls.key",
                                path("two.key"),
                                gateway -> shown(gateway).getPublicKey().getAlgorithm(),
                                "EC",
                                "RSA")
                        .and("tls.certificate", path("two.pem")),
                LiveCase.of("tls.clientAuthorities", path("ca.pem"), this::external, "not offered", "offered"),
                LiveCase.of("tls.clientCertificates", "any", this::external, "not offered", "offered"),
                LiveCase.of(
                        "tls.minimumVersion",
                        "TLSv1.3",
                        gateway -> handshake(gateway, "TLSv1.2"),
                        "TLSv1.2",
                        "refused"),
                LiveCase.of(
                        "tls.ciphers",
                        new JsonArray().add("TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"),
                        gateway -> handshake(gateway, "TLSv1.3"),
                        "TLSv1.3",
                        "refused"),
                LiveCase.of("tls.alpn", "ignore", LiveTls::asABrowser, "refused", "let in"));
    }

    private String path(String name) {
        return workshop.folder.resolve(name).toString();
    }

    /** With TLS from the start and by STARTTLS, which come by it on different ways. */
    private static java.security.cert.X509Certificate shown(TestGateway gateway) throws Exception {
        try (var implicit = SocketClient.tls(gateway.tlsPort());
                var upgraded = SocketClient.plain(gateway.port())) {
            upgraded.readReply();
            upgraded.command("EHLO client.example");
            upgraded.command("STARTTLS");
            upgraded.handshake();
            if (!implicit.certificate().equals(upgraded.certificate())) {
                throw new AssertionError("two certificates at a time");
            }
            return implicit.certificate();
        }
    }

    private static String subject(TestGateway gateway) throws Exception {
        return shown(gateway).getSubjectX500Principal().toString();
    }

    /** It is where a certificate was asked for and shown. */
    private String external(TestGateway gateway) throws Exception {
        try (var client = SocketClient.plain(gateway.tlsPort()).showing(certificate)) {
            client.handshake();
            client.readReply();
            return client.command("EHLO client.example").contains(" EXTERNAL") ? "offered" : "not offered";
        }
    }

    private static String handshake(TestGateway gateway, String version) throws Exception {
        var context = SSLContext.getInstance("TLS");
        context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
        try (var socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", gateway.tlsPort())) {
            socket.setEnabledProtocols(Stream.of(version).toArray(String[]::new));
            socket.startHandshake();
            return socket.getSession().getProtocol();
        } catch (IOException refused) {
            return "refused";
        }
    }

    private static String asABrowser(TestGateway gateway) throws Exception {
        try (var client = SocketClient.plain(gateway.tlsPort()).offering("http/1.1")) {
            client.handshake();
            return client.readReply().startsWith("220 ") ? "let in" : "refused";
        } catch (IOException refused) {
            return "refused";
        }
    }
}
