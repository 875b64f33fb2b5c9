package io.vouchpost.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How connections from clients are encrypted.
 *
 * @param certificate PEM, the chain with the server's own first; empty: a self-signed one is made once and kept
 * @param key PEM, PKCS#8; empty exactly where the certificate is
 * @param selfSignedDirectory where the self-signed pair is kept
 * @param clientAuthorities PEM of the authorities whose client certificates are asked for
 * @param minimumVersion {@code TLSv1.2} or {@code TLSv1.3}
 */
public record TlsSettings(
        Optional<Path> certificate,
        Optional<Path> key,
        Path selfSignedDirectory,
        Optional<Path> clientAuthorities,
        String minimumVersion,
        Engine engine) {

    /** Who does the cryptography: BoringSSL where it loads, else the JDK; or one of them by choice. */
    public enum Engine {
        AUTO,
        OPENSSL,
        JDK
    }
}
