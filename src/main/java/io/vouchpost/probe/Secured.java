package io.vouchpost.probe;

import com.ongres.scram.common.util.TlsServerEndpoint;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * A connection over TLS.
 *
 * @param version such as {@code TLSv1.3}
 * @param chain as the server sent it, its own certificate first
 */
record Secured(SSLSocket socket, String version, String cipher, List<X509Certificate> chain) {

    static Secured handshake(Socket plain, String host, int port) throws IOException {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Anybody()}, null);
            var socket = (SSLSocket) context.getSocketFactory().createSocket(plain, host, port, true);
            socket.startHandshake();
            var session = socket.getSession();
            var chain = Stream.of(session.getPeerCertificates())
                    .map(X509Certificate.class::cast)
                    .toList();
            return new Secured(socket, session.getProtocol(), session.getCipherSuite(), chain);
        } catch (GeneralSecurityException e) {
            throw new IOException("this Java has no TLS", e);
        }
    }

    /** What SCRAM binds to; empty where the signature in the certificate has no one hash, as of Ed25519 (RFC 5929 §4.1). */
    Optional<byte[]> endPoint() {
        try {
            return Optional.of(TlsServerEndpoint.getChannelBindingData(chain.get(0)))
                    .filter(octets -> octets.length > 0);
        } catch (CertificateEncodingException e) {
            return Optional.empty();
        }
    }

    static Obstacle obstacle(SSLException e) {
        var told = String.valueOf(e.getMessage());
        if (told.contains("protocol_version") || told.contains("not supported or not accepted")) {
            return new Obstacle(
                    "the server speaks neither TLS 1.2 nor TLS 1.3: " + told,
                    "renew its TLS library; older versions are broken (RFC 8996)");
        }
        if (told.contains("Unsupported or unrecognized SSL message") || told.contains("plaintext connection")) {
            return new Obstacle(
                    "what the server sends is not TLS", "is TLS started by STARTTLS there? then: --tls starttls");
        }
        return new Obstacle("the TLS handshake failed: " + told, "see the log of the server");
    }

    /**
     * Takes every certificate, so that all of it can be looked at and told. Whether a password may go there is decided by
     * {@link CertificateCheck}, before any is sent.
     */
    private static final class Anybody extends X509ExtendedTrustManager {
        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
