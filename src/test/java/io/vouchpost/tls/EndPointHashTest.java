package io.vouchpost.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.config.Workshop;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndPointHashTest {

    /** RFC 5929 §4.1. */
    @ParameterizedTest
    @CsvSource({
        "RSA, MD5withRSA, SHA-256",
        "RSA, SHA1withRSA, SHA-256",
        "RSA, SHA224withRSA, SHA-224",
        "RSA, SHA256withRSA, SHA-256",
        "RSA, SHA384withRSA, SHA-384",
        "RSA, SHA512withRSA, SHA-512",
        "RSA, SHA512(256)withRSA, SHA-512/256",
        "RSA, SHA3-256withRSA, SHA3-256",
        "RSA, SHA1withRSAandMGF1, SHA-256",
        "RSA, SHA256withRSAandMGF1, SHA-256",
        "RSA, SHA384withRSAandMGF1, SHA-384",
        "RSA, SHA512withRSAandMGF1, SHA-512",
        "EC, SHA1withECDSA, SHA-256",
        "EC, SHA384withECDSA, SHA-384"
    })
    void theHashIsThatOfTheSignatureIfItIsGoodEnough(String key, String signature, String hash) throws Exception {
        var certificate = certificate(Workshop.keyPair(key, key.equals("EC") ? 256 : 2048), signature);

        assertThat(EndPointHash.of(certificate))
                .hasValue(MessageDigest.getInstance(hash).digest(certificate.getEncoded()));
    }

    @Test
    void ed25519HasNone() throws Exception {
        var pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        assertThat(EndPointHash.of(certificate(pair, "Ed25519"))).isEmpty();
    }

    private static X509Certificate certificate(KeyPair pair, String signature) throws Exception {
        var name = new X500Principal("CN=localhost");
        var now = Instant.now();
        var builder = new JcaX509v3CertificateBuilder(
                name, BigInteger.ONE, Date.from(now), Date.from(now.plusSeconds(60)), name, pair.getPublic());
        var signer = new JcaContentSignerBuilder(signature)
                .setProvider(new BouncyCastleProvider())
                .build(pair.getPrivate());
        return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    }
}
