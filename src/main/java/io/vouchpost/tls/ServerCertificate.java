package io.vouchpost.tls;

import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.KeyCertOptions;
import io.vouchpost.config.PemFiles;
import io.vouchpost.config.TlsSettings;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** What the gateway shows to clients: its certificate chain, and the key that goes with it. */
public final class ServerCertificate {
    private final List<X509Certificate> chain;
    private final PrivateKey key;

    private ServerCertificate(List<X509Certificate> chain, PrivateKey key) {
        this.chain = List.copyOf(chain);
        this.key = key;
    }

    /** The configured one, or where none is, the self-signed one, which is made if need be. Blocks. */
    public static ServerCertificate of(TlsSettings settings, String hostname) throws UnusableTls {
        return of(settings, hostname, Clock.systemUTC());
    }

    static ServerCertificate of(TlsSettings settings, String hostname, Clock clock) throws UnusableTls {
        if (settings.certificate().isPresent() && settings.key().isPresent()) {
            return inFiles(settings.certificate().get(), settings.key().get());
        }
        var selfSigned = new SelfSigned(settings.selfSignedDirectory(), hostname, clock);
        selfSigned.makeUnlessUsable();
        return inFiles(selfSigned.certificateFile(), selfSigned.keyFile());
    }

    static ServerCertificate inFiles(Path certificateFile, Path keyFile) throws UnusableTls {
        try {
            var chain = PemFiles.certificates(certificateFile);
            var key = PemFiles.privateKey(keyFile);
            if (!PemFiles.match(chain.get(0), key)) {
                throw new UnusableTls(keyFile + " does not belong to the first certificate in " + certificateFile);
            }
            return new ServerCertificate(chain, key);
        } catch (PemFiles.Unusable e) {
            throw new UnusableTls(e.sentence());
        }
    }

    /** The server's own. */
    public X509Certificate certificate() {
        return chain.get(0);
    }

    /** When the first certificate of the chain expires: from then on clients refuse it. */
    public Instant expires() {
        return chain.stream()
                .map(certificate -> certificate.getNotAfter().toInstant())
                .min(Instant::compareTo)
                .orElseThrow();
    }

    public boolean isSelfSigned() {
        return certificate().getSubjectX500Principal().equals(certificate().getIssuerX500Principal());
    }

    KeyCertOptions options(Set<String> versions, ClientAuth clientAuth) {
        return new KeyAndChain(chain, key, versions, clientAuth);
    }

    @Override
    public String toString() {
        return "the certificate of " + certificate().getSubjectX500Principal() + (isSelfSigned() ? ", self-signed" : "")
                + ", valid until " + expires();
    }
}
