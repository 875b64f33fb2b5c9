package io.vouchpost.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How connections from clients are encrypted.
 *
 * @param certificate PEM, the chain with the server's own first; empty: a self-signed one is made once and kept
 * @param key PEM, PKCS#8; empty exactly where the certificate is
 * @param selfSignedDirectory where the self-signed pair is kept
 * @param clientAuthorities PEM of the authorities that vouch for client certificates
 * @param minimumVersion {@code TLSv1.2} or {@code TLSv1.3}
 * @param clientCertificates which are asked for
 * @param ciphers registered names in order of preference; none: those with forward secrecy and AEAD
 */
public record TlsSettings(
        Optional<Path> certificate,
        Optional<Path> key,
        Path selfSignedDirectory,
        Optional<Path> clientAuthorities,
        String minimumVersion,
        Engine engine,
        ClientCertificates clientCertificates,
        List<String> ciphers,
        Alpn alpn) {

    public TlsSettings {
        ciphers = List.copyOf(ciphers);
    }

    /** What becomes of a client that negotiates another application protocol (RFC 7301). */
    public enum Alpn {
        STRICT,
        IGNORE
    }

    /** Which certificates clients are asked for. None is ever demanded. */
    public enum ClientCertificates {
        /** Those of the authorities; none at all where there are no authorities. The handshake refuses others. */
        AUTHORITIES,
        /** Any: whether it stands for an account is decided at the log-in. */
        ANY
    }

    /** Whether clients are asked at all. */
    public boolean asksForCertificates() {
        return clientCertificates == ClientCertificates.ANY || clientAuthorities.isPresent();
    }

    /** Who does the cryptography: BoringSSL where it loads, else the JDK; or one of them by choice. */
    public enum Engine {
        AUTO,
        OPENSSL,
        JDK
    }
}
