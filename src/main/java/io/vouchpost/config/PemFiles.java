package io.vouchpost.config;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.RSAKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.jspecify.annotations.Nullable;

/** Certificates and keys in PEM files (RFC 7468), read so that what is wrong with them can be told to a person. */
public final class PemFiles {
    private static final int LARGEST = 4 * 1024 * 1024;

    /** RFC 8301 §3.2. */
    private static final int LEAST_SIGNING_BITS = 1024;

    private static final int MOST_SIGNING_BITS = 4096;

    private PemFiles() {}

    /** The file is not what it should be; the message is a sentence with its name, and never its content. */
    public static final class Unusable extends Exception {
        private static final long serialVersionUID = 1;

        Unusable(String sentence) {
            super(sentence);
        }

        /** For a person. */
        public String sentence() {
            return String.valueOf(getMessage());
        }
    }

    /** All certificates in the file, in its order; at least one. */
    public static List<X509Certificate> certificates(Path file) throws Unusable {
        return certificates(file, text(file));
    }

    /**
     * The same of what was read from the file.
     *
     * @param file for what is told
     */
    static List<X509Certificate> certificates(Path file, String text) throws Unusable {
        var converter = new JcaX509CertificateConverter();
        var certificates = new ArrayList<X509Certificate>();
        for (var object : objects(file, text)) {
            if (object instanceof X509CertificateHolder holder) {
                try {
                    certificates.add(converter.getCertificate(holder));
                } catch (GeneralSecurityException e) {
                    throw new Unusable(file + " has a certificate that cannot be read");
                }
            }
        }
        if (certificates.isEmpty()) {
            throw new Unusable(file + " has no \"BEGIN CERTIFICATE\" in it");
        }
        return List.copyOf(certificates);
    }

    /** The private key in the file: RSA or EC, not encrypted. */
    public static PrivateKey privateKey(Path file) throws Unusable {
        return privateKey(file, "RSA", "EC");
    }

    /** The private key in the file to sign mail with: RSA, or Ed25519 (RFC 8410), not encrypted. */
    public static PrivateKey signingKey(Path file) throws Unusable {
        var key = privateKey(file, "RSA", "Ed25519");
        var bits = key instanceof RSAKey rsa ? rsa.getModulus().bitLength() : LEAST_SIGNING_BITS;
        if (bits < LEAST_SIGNING_BITS || bits > MOST_SIGNING_BITS) {
            throw new Unusable(
                    file + " has an RSA key of " + bits + " bits; receivers verify 1024 to 4096, and 2048 is usual");
        }
        return key;
    }

    private static PrivateKey privateKey(Path file, String... kinds) throws Unusable {
        for (var object : objects(file)) {
            if (object instanceof PKCS8EncryptedPrivateKeyInfo || object instanceof PEMEncryptedKeyPair) {
                throw new Unusable(
                        file + " has a key under a passphrase; store it without one, readable by the gateway only");
            }
            var info = object instanceof PEMKeyPair pair ? pair.getPrivateKeyInfo() : object;
            if (info instanceof PrivateKeyInfo found) {
                return usable(file, found, List.of(kinds));
            }
        }
        throw new Unusable(file + " has no \"BEGIN PRIVATE KEY\" in it");
    }

    /** The first public key in the file, or that of the first certificate. */
    public static PublicKey publicKey(Path file) throws Unusable {
        for (var object : objects(file)) {
            try {
                if (object instanceof X509CertificateHolder holder) {
                    return new JcaPEMKeyConverter().getPublicKey(holder.getSubjectPublicKeyInfo());
                }
                if (object instanceof SubjectPublicKeyInfo info) {
                    return new JcaPEMKeyConverter().getPublicKey(info);
                }
            } catch (IOException e) {
                throw new Unusable(file + " has a public key that cannot be read");
            }
        }
        throw new Unusable(file + " has no \"BEGIN PUBLIC KEY\" in it, and no certificate");
    }

    /** Does the key belong to the certificate? */
    public static boolean match(X509Certificate certificate, PrivateKey key) {
        try {
            var algorithm = key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
            var signer = Signature.getInstance(algorithm);
            signer.initSign(key);
            signer.update(certificate.getEncoded());
            var verifier = Signature.getInstance(algorithm);
            verifier.initVerify(certificate.getPublicKey());
            verifier.update(certificate.getEncoded());
            return verifier.verify(signer.sign());
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** Why a file cannot be read, as a sentence. */
    static String unreadable(Path file) {
        if (Files.notExists(file)) { // not where only the folder is closed to this user, as /etc/letsencrypt/live is
            return "there is no file " + file;
        }
        return file + (Files.isDirectory(file) ? " is a directory, not a file" : " cannot be read by this user");
    }

    private static PrivateKey usable(Path file, PrivateKeyInfo info, List<String> kinds) throws Unusable {
        try {
            var key = new JcaPEMKeyConverter().getPrivateKey(info);
            var kind =
                    key instanceof EdECPrivateKey edwards ? edwards.getParams().getName() : key.getAlgorithm();
            if (!kinds.contains(kind)) {
                throw new Unusable(file + " has a key of a kind other than " + String.join(" and ", kinds));
            }
            return key;
        } catch (IOException e) {
            throw new Unusable(file + " has a private key that cannot be read");
        }
    }

    private static List<Object> objects(Path file) throws Unusable {
        return objects(file, text(file));
    }

    private static List<Object> objects(Path file, String text) throws Unusable {
        var objects = new ArrayList<Object>();
        try (var parser = new PEMParser(new StringReader(text))) {
            for (var next = next(parser, file); next.isPresent(); next = next(parser, file)) {
                objects.add(next.get());
            }
        } catch (IOException e) {
            throw new Unusable(file + " is not PEM");
        }
        return objects;
    }

    private static Optional<Object> next(PEMParser parser, Path file) throws Unusable {
        try {
            @Nullable Object object = parser.readObject();
            return Optional.ofNullable(object);
        } catch (IOException | RuntimeException e) { // the parser throws either for what it cannot decode
            throw new Unusable(file + " is not PEM, or damaged");
        }
    }

    static String text(Path file) throws Unusable {
        try (var stream = Files.newInputStream(file)) {
            var octets = stream.readNBytes(LARGEST + 1);
            if (octets.length > LARGEST) {
                throw new Unusable(file + " is too large for PEM");
            }
            return new String(octets, StandardCharsets.US_ASCII);
        } catch (IOException | SecurityException e) {
            throw new Unusable(unreadable(file));
        }
    }
}
