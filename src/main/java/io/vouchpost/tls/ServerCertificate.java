package io.vouchpost.tls;

import io.vertx.core.net.KeyCertOptions;
import io.vouchpost.config.PemFiles;
import io.vouchpost.config.TlsSettings;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

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

    /** From when on the whole chain is valid. */
    public Instant begins() {
        return chain.stream()
                .map(certificate -> certificate.getNotBefore().toInstant())
                .max(Instant::compareTo)
                .orElseThrow();
    }

    /** Why clients refuse it at that time, in a sentence; empty where they need not. */
    public Optional<String> objection(Instant now) {
        if (now.isBefore(begins())) {
            return Optional.of("the certificate of " + certificate().getSubjectX500Principal() + " is not valid before "
                    + begins() + ": look at the clock, or at tls.certificate");
        }
        return now.isAfter(expires())
                ? Optional.of("the certificate of " + certificate().getSubjectX500Principal() + " has expired at "
                        + expires() + ": put a new one where tls.certificate is")
                : Optional.empty();
    }

    /** Whether clients are shown the same by both. */
    public boolean hasChainOf(ServerCertificate other) {
        return chain.equals(other.chain);
    }

    public boolean isSelfSigned() {
        return certificate().getSubjectX500Principal().equals(certificate().getIssuerX500Principal());
    }

    KeyCertOptions options(Terms terms) {
        return new KeyAndChain(chain, key, terms);
    }

    @Override
    public String toString() {
        return "the certificate of " + certificate().getSubjectX500Principal() + (isSelfSigned() ? ", self-signed" : "")
                + ", valid until " + expires();
    }
}
