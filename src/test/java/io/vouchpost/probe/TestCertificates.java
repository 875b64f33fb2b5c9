package io.vouchpost.probe;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Certificates of servers: each with those above it, its own first and the root last. */
public record TestCertificates(List<X509Certificate> chain, KeyPair keys) {
    private static final Duration A_YEAR = Duration.ofDays(365);

    public static TestCertificates root(String name) {
        return signed(name, keys("EC"), null, Instant.now().plus(A_YEAR), true);
    }

    /** One that signs by Ed25519. */
    static TestCertificates rootOfEdwards(String name) {
        return signed(name, keys("Ed25519"), null, Instant.now().plus(A_YEAR), true);
    }

    public TestCertificates authority(String name) {
        return signed(name, keys("EC"), this, Instant.now().plus(A_YEAR), true);
    }

    /** Another certificate of an authority that is there, until then. */
    TestCertificates crossSigned(TestCertificates authority, Instant until) {
        var name = authority.certificate().getSubjectX500Principal().getName().replaceFirst("^CN=", "");
        return signed(name, authority.keys(), this, until, true);
    }

    /** For these names or addresses, until then. */
    public TestCertificates server(Instant until, String... names) {
        return signed("server", keys("EC"), this, until, false, names);
    }

    public TestCertificates server(String... names) {
        return server(Instant.now().plus(A_YEAR), names);
    }

    public static TestCertificates selfSigned(String... names) {
        return signed("server", keys("EC"), null, Instant.now().plus(A_YEAR), false, names);
    }

    private static KeyPair keys(String algorithm) {
        try {
            return KeyPairGenerator.getInstance(algorithm).generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static TestCertificates signed(
            String name, KeyPair keys, TestCertificates above, Instant until, boolean authority, String... names) {
        try {
            var subject = new X500Principal("CN=" + name);
            var issuer = above == null ? subject : above.certificate().getSubjectX500Principal();
            var builder = new JcaX509v3CertificateBuilder(
                    issuer,
                    new BigInteger(64, new SecureRandom()),
                    Date.from(Instant.now().minus(A_YEAR)),
                    Date.from(until),
                    subject,
                    keys.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
            if (names.length > 0) {
                var all = Stream.of(names)
                        .map(each -> new GeneralName(
                                each.matches("[0-9.]+") ? GeneralName.iPAddress : GeneralName.dNSName, each))
                        .toArray(GeneralName[]::new);
                builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(all));
            }
            var signing = above == null ? keys : above.keys();
            var algorithm = signing.getPrivate().getAlgorithm().equals("EC") ? "SHA256withECDSA" : "Ed25519";
            var certificate = new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder(algorithm).build(signing.getPrivate())));
            var chain = new ArrayList<>(List.of(certificate));
            chain.addAll(above == null ? List.of() : above.chain());
            return new TestCertificates(chain, keys);
        } catch (IOException | OperatorCreationException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public X509Certificate certificate() {
        return chain.get(0);
    }

    /** The same server, which sends these only. */
    public TestCertificates sending(X509Certificate... sent) {
        return new TestCertificates(List.of(sent), keys);
    }

    /** The certificate alone, in PEM. */
    public Path write(Path file) throws IOException, GeneralSecurityException {
        return Files.writeString(file, pem("CERTIFICATE", certificate().getEncoded()));
    }

    public Path writeKey(Path file) throws IOException {
        return Files.writeString(file, pem("PRIVATE KEY", keys.getPrivate().getEncoded()));
    }

    private static String pem(String kind, byte[] der) {
        return "-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + kind + "-----\n";
    }

    SSLContext context() throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("own", keys.getPrivate(), new char[0], chain.toArray(X509Certificate[]::new));
        var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, new char[0]);
        var context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        return context;
    }
}
