package io.vouchpost.config;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** An authority that signs certificates of clients, for tests. */
public final class Authority {
    private final KeyPair keys = Workshop.keyPair("EC", 256);
    private final X509Certificate certificate;

    /** A certificate with its key. */
    public record Issued(X509Certificate certificate, PrivateKey key) {}

    /** Signs itself. */
    public Authority(String name) {
        this.certificate =
                sign(name, keys, principal(name), keys, Instant.now(), true, KeyPurposeId.anyExtendedKeyUsage);
    }

    private Authority(String name, Authority above) {
        this.certificate = sign(
                name,
                keys,
                above.certificate.getSubjectX500Principal(),
                above.keys,
                Instant.now(),
                true,
                KeyPurposeId.anyExtendedKeyUsage);
    }

    public X509Certificate certificate() {
        return certificate;
    }

    /** One below this one. */
    public Authority subordinate(String name) {
        return new Authority(name, this);
    }

    /** For a client with these e-mail addresses, valid for a day around now. */
    public Issued issue(String name, String... addresses) {
        return issue(name, Instant.now(), KeyPurposeId.id_kp_clientAuth, addresses);
    }

    /** Valid for a day around then. */
    public Issued issue(String name, Instant then, KeyPurposeId purpose, String... addresses) {
        var own = Workshop.keyPair("EC", 256);
        return new Issued(
                sign(name, own, certificate.getSubjectX500Principal(), keys, then, false, purpose, addresses),
                own.getPrivate());
    }

    private static X509Certificate sign(
            String name,
            KeyPair own,
            X500Principal issuer,
            KeyPair signing,
            Instant then,
            boolean authority,
            KeyPurposeId purpose,
            String... addresses) {
        try {
            var builder = new JcaX509v3CertificateBuilder(
                    issuer,
                    new BigInteger(64, new SecureRandom()),
                    Date.from(then.minus(Duration.ofHours(12))),
                    Date.from(then.plus(Duration.ofHours(12))),
                    principal(name),
                    own.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
            builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
            if (addresses.length > 0) {
                var names = Stream.of(addresses)
                        .map(address -> new GeneralName(GeneralName.rfc822Name, address))
                        .toArray(GeneralName[]::new);
                builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
            }
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(signing.getPrivate())));
        } catch (IOException | OperatorCreationException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static X500Principal principal(String name) {
        return new X500Principal("CN=" + name);
    }
}
