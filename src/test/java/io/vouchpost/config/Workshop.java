package io.vouchpost.config;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A folder with a configuration file and what it names: certificates, keys, secrets, an environment. */
public final class Workshop {
    public final Path folder;
    public final Path file;
    public final Map<String, String> environment = new HashMap<>();

    public Workshop(Path folder) {
        this.folder = folder;
        this.file = folder.resolve("vouchpost.json");
    }

    /** The least that is a configuration. */
    public static JsonObject minimal() {
        return new JsonObject("""
                {"hostname": "submit.example.org",
                 "delivery": {"routes": [{"hosts": [{"host": "127.0.0.1", "port": 2525}], "tls": "none"}]}}""");
    }

    public ConfigurationFile configuration() {
        return new ConfigurationFile(file, environment::get);
    }

    public Settings read(JsonObject document) throws InvalidConfiguration {
        write("vouchpost.json", document.encodePrettily());
        return configuration().read();
    }

    /** What is wrong with this text; empty when nothing is. */
    public List<Problem> problems(String text) {
        write("vouchpost.json", text);
        try {
            configuration().read();
            return List.of();
        } catch (InvalidConfiguration e) {
            return e.problems();
        }
    }

    public Path write(String name, String text) {
        try {
            var target = folder.resolve(name);
            Files.createDirectories(target.getParent());
            return Files.writeString(target, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A new certificate at {@code NAME.pem} and its key at {@code NAME.key}. */
    public void certificate(String name) {
        certificate(name, keyPair("EC", 256));
    }

    public void certificate(String name, KeyPair pair) {
        var now = Instant.now();
        certificate(name, pair, now.minus(1, ChronoUnit.DAYS), now.plus(90, ChronoUnit.DAYS));
    }

    public void certificate(String name, KeyPair pair, Instant from, Instant until) {
        try {
            var subject = new X500Principal("CN=" + name.replace('/', '-'));
            var builder = new JcaX509v3CertificateBuilder(
                    subject,
                    BigInteger.valueOf(Instant.now().toEpochMilli()),
                    Date.from(from),
                    Date.from(until),
                    subject,
                    pair.getPublic());
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(new GeneralName(GeneralName.dNSName, "localhost")));
            var algorithm = pair.getPrivate().getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
            var certificate = builder.build(new JcaContentSignerBuilder(algorithm).build(pair.getPrivate()));
            write(name + ".pem", pem("CERTIFICATE", certificate.getEncoded()));
            write(name + ".key", pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
        } catch (IOException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    public static KeyPair keyPair(String algorithm, int bits) {
        try {
            var generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                + "\n-----END " + label + "-----\n";
    }
}
