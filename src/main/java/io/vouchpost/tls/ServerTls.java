package io.vouchpost.tls;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SSLEngineOptions;
import io.vertx.core.net.ServerSSLOptions;
import io.vouchpost.config.PemFiles;
import io.vouchpost.config.TlsSettings;
import io.vouchpost.config.TlsSettings.ClientCertificates;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.LinkedHashSet;
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
    private static final List<String> VERSIONS = List.of("TLSv1.2", "TLSv1.3");

    /** Loads what the settings name. Blocks. */
    public static ServerTls of(TlsSettings settings, String hostname) throws UnusableTls {
        return of(settings, ServerCertificate.of(settings, hostname));
    }

    static ServerTls of(TlsSettings settings, ServerCertificate certificate) throws UnusableTls {
        var versions = versionsFrom(settings.minimumVersion());
        var clientAuth = settings.asksForCertificates() ? ClientAuth.REQUEST : ClientAuth.NONE;
        var authorities = settings.clientAuthorities().isPresent()
                ? authorities(settings.clientAuthorities().get())
                : List.<X509Certificate>of();
        var options = new ServerSSLOptions()
                .setKeyCertOptions(certificate.options(versions, clientAuth))
                .setClientAuth(clientAuth)
                .setEnabledSecureTransportProtocols(versions);
        CipherPolicy.suites().forEach(options::addEnabledCipherSuite);
        if (settings.clientCertificates() == ClientCertificates.ANY) {
            options.setTrustOptions(AnyCertificate.OPTIONS);
        } else if (!authorities.isEmpty()) {
            options.setTrustOptions(trust(authorities));
        }
        return new ServerTls(options, Engines.of(settings.engine()), certificate, authorities);
    }

    /** For a server that is about to start; whether TLS begins with the first octet is the caller's ({@code setSsl}). */
    public NetServerOptions applyTo(NetServerOptions server) {
        options.getEnabledCipherSuites().forEach(server::addEnabledCipherSuite);
        return server.setSslEngineOptions(engine)
                .setKeyCertOptions(options.getKeyCertOptions())
                .setTrustOptions(options.getTrustOptions())
                .setClientAuth(options.getClientAuth())
                .setEnabledSecureTransportProtocols(options.getEnabledSecureTransportProtocols());
    }

    private static Set<String> versionsFrom(String minimum) throws UnusableTls {
        var from = VERSIONS.indexOf(minimum);
        if (from < 0) {
            throw new UnusableTls("tls.minimumVersion must be one of " + VERSIONS);
        }
        return new LinkedHashSet<>(VERSIONS.subList(from, VERSIONS.size()));
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
