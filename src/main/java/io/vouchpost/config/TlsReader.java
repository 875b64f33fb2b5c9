package io.vouchpost.config;

import java.nio.file.Path;
import java.util.Optional;

/** The key {@code tls}, and the certificate files it names. */
final class TlsReader {
    private final Section section;

    TlsReader(Section section) {
        this.section = section;
    }

    TlsSettings read() {
        var certificate = section.optionalPath("certificate");
        var key = section.optionalPath("key");
        checkPair(certificate, key);
        var clientAuthorities = section.optionalPath("clientAuthorities");
        clientAuthorities.ifPresent(file -> authorities(section, "clientAuthorities", file));
        return new TlsSettings(
                certificate,
                key,
                section.path("selfSignedDirectory"),
                clientAuthorities,
                section.text("minimumVersion"),
                section.choice("engine", TlsSettings.Engine.class),
                section.choice("clientCertificates", TlsSettings.ClientCertificates.class),
                section.texts("ciphers"),
                section.choice("alpn", TlsSettings.Alpn.class));
    }

    /** Reads a file of certificates, or tells what is wrong with it. */
    static Optional<Authorities> authorities(Section section, String key, Path file) {
        try {
            return Optional.of(Authorities.read(file));
        } catch (PemFiles.Unusable e) {
            section.problem(key, e.sentence());
            return Optional.empty();
        }
    }

    private void checkPair(Optional<Path> certificate, Optional<Path> key) {
        if (section.sound("certificate", "key") && certificate.isPresent() != key.isPresent()) {
            var missing = certificate.isPresent() ? "key" : "certificate";
            section.problem(missing, "is required: a certificate and its key are given together or not at all");
        }
        certificate.ifPresent(file -> authorities(section, "certificate", file));
        key.ifPresent(this::checkKey);
        if (certificate.isPresent() && key.isPresent() && section.sound("certificate", "key")) {
            checkMatch(certificate.get(), key.get());
        }
    }

    private void checkKey(Path file) {
        try {
            PemFiles.privateKey(file);
        } catch (PemFiles.Unusable e) {
            section.problem("key", e.sentence());
        }
    }

    private void checkMatch(Path certificate, Path key) {
        try {
            if (!PemFiles.match(PemFiles.certificates(certificate).get(0), PemFiles.privateKey(key))) {
                section.problem("key", "does not belong to the first certificate in " + certificate);
            }
        } catch (PemFiles.Unusable e) {
            section.problem("key", e.sentence()); // changed between two readings
        }
    }
}
