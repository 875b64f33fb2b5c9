package io.vouchpost.tls;

import io.vouchpost.config.PemFiles;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A self-signed certificate, ECDSA on P-256, that is made on first start and kept, so that clients which were told to
 * trust it go on doing so. It is made anew only where the one kept has expired, is damaged or names another host.
 */
final class SelfSigned {
    static final String KEY_ALGORITHM = "EC";

    private static final Period VALIDITY = Period.ofYears(10);
    private static final int DNS_NAME = 2; // RFC 5280 §4.2.1.6, as X509Certificate numbers the kinds of names

    private final Path directory;
    private final String hostname;
    private final Clock clock;

    SelfSigned(Path directory, String hostname, Clock clock) {
        this.directory = directory;
        this.hostname = hostname;
        this.clock = clock;
    }

    Path certificateFile() {
        return directory.resolve("certificate.pem");
    }

    Path keyFile() {
        return directory.resolve("key.pem");
    }

    void makeUnlessUsable() throws UnusableTls {
        if (isUsable()) {
            return;
        }
        try {
            var pair = keyPair();
            var certificate = certificate(pair);
            Files.createDirectories(directory);
            write(keyFile(), Pem.text("PRIVATE KEY", pair.getPrivate().getEncoded()), "rw-------");
            write(certificateFile(), Pem.text("CERTIFICATE", certificate.getEncoded()), "rw-r--r--");
        } catch (IOException e) {
            throw new UnusableTls("the self-signed certificate cannot be kept in " + directory);
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new UnusableTls("this Java runtime cannot make a self-signed certificate");
        }
    }

    private boolean isUsable() {
        try {
            var certificate = PemFiles.certificates(certificateFile()).get(0);
            certificate.checkValidity(Date.from(clock.instant()));
            return names(certificate).contains(hostname) && PemFiles.match(certificate, PemFiles.privateKey(keyFile()));
        } catch (PemFiles.Unusable | GeneralSecurityException e) {
            return false;
        }
    }

    private static List<Object> names(X509Certificate certificate) throws GeneralSecurityException {
        var names = certificate.getSubjectAlternativeNames();
        return names == null
                ? List.of()
                : names.stream()
                        .filter(name -> Integer.valueOf(DNS_NAME).equals(name.get(0)))
                        .<Object>map(name -> name.get(1))
                        .toList();
    }

    private static KeyPair keyPair() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance(KEY_ALGORITHM);
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private X509Certificate certificate(KeyPair pair)
            throws GeneralSecurityException, OperatorCreationException, IOException {
        var now = clock.instant().atOffset(ZoneOffset.UTC);
        // a common name has at most 64 characters (X.520); clients look at the alternative names
        var name = new X500Principal("CN=" + (hostname.length() <= 64 ? hostname : "localhost"));
        var builder = new JcaX509v3CertificateBuilder(
                name,
                new BigInteger(120, new SecureRandom()).setBit(120),
                Date.from(now.minusHours(1).toInstant()), // for clients whose clocks are slow
                Date.from(now.plus(VALIDITY).toInstant()),
                name,
                pair.getPublic());
        builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(new GeneralName[] {
            new GeneralName(GeneralName.dNSName, hostname),
            new GeneralName(GeneralName.dNSName, "localhost"),
            new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
            new GeneralName(GeneralName.iPAddress, "::1")
        }));
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
        var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate());
        return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    }

    /** Whole or not at all, and with its mode from the first octet on. */
    private void write(Path file, String text, String mode) throws IOException {
        var fresh = directory.resolve(
                "." + file.getFileName() + "." + ProcessHandle.current().pid());
        Files.deleteIfExists(fresh);
        var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        var attributes = Files.getFileStore(directory).supportsFileAttributeView("posix")
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))}
                : new FileAttribute<?>[0];
        try (var channel = FileChannel.open(fresh, options, attributes)) {
            var octets = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
            while (octets.hasRemaining()) {
                channel.write(octets);
            }
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
