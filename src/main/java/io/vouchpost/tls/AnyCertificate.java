package io.vouchpost.tls;

import io.vertx.core.net.TrustOptions;
import java.net.Socket;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Lets the handshake take any client certificate. It proves that the client has the key; whom the certificate stands for, if
 * anybody, is decided at the log-in by EXTERNAL, and without that it gives no right at all. No server is trusted by it.
 */
final class AnyCertificate extends X509ExtendedTrustManager {
    /** One for all: Vert.x keeps its TLS contexts by it. */
    static final TrustOptions OPTIONS = TrustOptions.wrap(new AnyCertificate());

    private AnyCertificate() {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {
        throw serversAreNotChecked();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {
        throw serversAreNotChecked();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
        throw serversAreNotChecked();
    }

    private static UnsupportedOperationException serversAreNotChecked() {
        return new UnsupportedOperationException("for clients only");
    }

    /** None named: the client shows what it has (RFC 8446 §4.2.4). */
    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
