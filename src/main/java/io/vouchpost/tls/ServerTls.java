package io.vouchpost.tls;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SSLEngineOptions;
import io.vertx.core.net.ServerSSLOptions;
import io.vouchpost.config.PemFiles;
import io.vouchpost.config.TlsSettings;
import io.vouchpost.config.TlsSettings.ClientCertificates;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;

/**
 * The TLS settings as Vert.x takes them. For a new server: {@link #applyTo}. After a reload, for one with implicit
 * TLS: {@code server.updateSSLOptions(tls.options())}; for STARTTLS: {@link StartTls#on} with the newest. Connections that
 * are open go on as they are.
 *
 * @param options certificate, versions, ciphers, client authorities
 * @param engine fixed when a server starts
 * @param certificate the one in the options, for logs
 * @param clientAuthorities who vouches for client certificates
 */
public record ServerTls(
        ServerSSLOptions options,
        SSLEngineOptions engine,
        ServerCertificate certificate,
        List<X509Certificate> clientAuthorities) {

    /** Loads what the settings name. Blocks. */
    public static ServerTls of(TlsSettings settings, String hostname) throws UnusableTls {
        return of(settings, ServerCertificate.of(settings, hostname));
    }

    static ServerTls of(TlsSettings settings, ServerCertificate certificate) throws UnusableTls {
        var engine = Engines.of(settings.engine());
        var ciphers = CipherPolicy.of(
                settings,
                engine instanceof OpenSSLEngineOptions,
                certificate.certificate().getPublicKey().getAlgorithm());
        var clientAuth = settings.asksForCertificates() ? ClientAuth.REQUEST : ClientAuth.NONE;
        var authorities = settings.clientAuthorities().isPresent()
                ? authorities(settings.clientAuthorities().get())
                : List.<X509Certificate>of();
        var options = new ServerSSLOptions()
                .setKeyCertOptions(certificate.options(new Terms(ciphers, clientAuth, settings.alpn())))
                .setClientAuth(clientAuth)
                .setEnabledSecureTransportProtocols(ciphers.versions());
        ciphers.placed().forEach(options::addEnabledCipherSuite);
        if (settings.alpn() == TlsSettings.Alpn.STRICT) {
            options.setApplicationLayerProtocols(List.of(AlpnGate.SMTP));
        }
        if (settings.clientCertificates() == ClientCertificates.ANY) {
            options.setTrustOptions(AnyCertificate.OPTIONS);
        } else if (!authorities.isEmpty()) {
            options.setTrustOptions(trust(authorities));
        }
        return new ServerTls(options, engine, certificate, authorities);
    }

    /**
     * What would be spoken, such as {@code TLSv1.3}, by the ciphers and the kind of key. Makes no self-signed certificate.
     *
     * @throws UnusableTls where it would be nothing, or a cipher is unknown
     */
    public static Set<String> versions(TlsSettings settings) throws UnusableTls {
        var key = settings.certificate().isPresent() && settings.key().isPresent()
                ? ServerCertificate.inFiles(
                                settings.certificate().get(), settings.key().get())
                        .certificate()
                        .getPublicKey()
                        .getAlgorithm()
                : SelfSigned.KEY_ALGORITHM;
        return CipherPolicy.of(settings, Engines.of(settings.engine()) instanceof OpenSSLEngineOptions, key)
                .versions();
    }

    /** For a server that is about to start; whether TLS begins with the first octet is the caller's ({@code setSsl}). */
    public NetServerOptions applyTo(NetServerOptions server) {
        options.getEnabledCipherSuites().forEach(server::addEnabledCipherSuite);
        server.setSslEngineOptions(engine)
                .setKeyCertOptions(options.getKeyCertOptions())
                .setTrustOptions(options.getTrustOptions())
                .setClientAuth(options.getClientAuth())
                .setEnabledSecureTransportProtocols(options.getEnabledSecureTransportProtocols());
        server.getSslOptions().setApplicationLayerProtocols(options.getApplicationLayerProtocols());
        return server;
    }

    private static List<X509Certificate> authorities(Path file) throws UnusableTls {
        try {
            return PemFiles.certificates(file);
        } catch (PemFiles.Unusable e) {
            throw new UnusableTls(e.sentence());
        }
    }

    private static PemTrustOptions trust(List<X509Certificate> authorities) throws UnusableTls {
        var text = Buffer.buffer();
        try {
            for (var authority : authorities) {
                text.appendString(Pem.text("CERTIFICATE", authority.getEncoded()));
            }
        } catch (CertificateEncodingException e) {
            throw new UnusableTls("a certificate in tls.clientAuthorities cannot be encoded");
        }
        return new PemTrustOptions().addCertValue(text);
    }
}
