package io.vouchpost.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The content of the certificate and key files that the settings name by their paths alone, as digests by key. Content rather than times and
 * names: Kubernetes swaps a symbolic link above the file, certbot one at the file.
 */
record NamedFiles(Map<String, String> digests) {
    private static final int LARGEST = 4 * 1024 * 1024;
    private static final int END = 256 * 1024;

    static NamedFiles of(Settings settings) {
        var digests = new HashMap<String, String>();
        var tls = settings.tls();
        tls.certificate().ifPresent(file -> digests.put("tls.certificate", digest(file)));
        tls.key().ifPresent(file -> digests.put("tls.key", digest(file)));
        tls.clientAuthorities().ifPresent(file -> digests.put("tls.clientAuthorities", digest(file)));
        var dkim = settings.delivery().dkim().keys().stream()
                .map(key -> digest(key.file()))
                .collect(Collectors.joining(" "));
        digests.put("delivery.dkim", dkim);
        settings.guard()
                .breaker()
                .flatMap(BreakerSettings::geoip)
                .ifPresent(file -> digests.put("guard.breaker.geoip", digestOfEnd(file)));
        settings.sasl()
                .oauth()
                .flatMap(OauthSettings::keys)
                .flatMap(NamedFiles::fileOf)
                .ifPresent(file -> digests.put("sasl.oauth.keys", digest(file)));
        settings.audit()
                .syslog()
                .flatMap(AuditSettings.Syslog::authorities)
                .ifPresent(file -> digests.put("audit.syslog.authorities", digest(file)));
        return new NamedFiles(Map.copyOf(digests));
    }

    private static Optional<Path> fileOf(OauthSettings.Keys keys) {
        if (keys instanceof OauthSettings.JwksFile jwks) {
            return Optional.of(jwks.file());
        }
        return keys instanceof OauthSettings.PemFile pem ? Optional.of(pem.file()) : Optional.empty();
    }

    /** The keys whose files have other content. */
    Set<String> differing(NamedFiles other) {
        return Stream.concat(digests.keySet().stream(), other.digests.keySet().stream())
                .filter(key -> !Objects.equals(digests.get(key), other.digests.get(key)))
                .collect(Collectors.toSet());
    }

    /** Of a large database that ends with when it was made: reading it whole each time would cost too much. */
    private static String digestOfEnd(Path file) {
        try (var channel = Files.newByteChannel(file)) {
            long size = channel.size();
            channel.position(Math.max(0, size - END));
            return size + " " + digest(Channels.newInputStream(channel));
        } catch (IOException e) {
            return "unreadable";
        }
    }

    private static String digest(Path file) {
        try (var stream = Files.newInputStream(file)) {
            return digest(stream);
        } catch (IOException e) {
            return "unreadable";
        }
    }

    private static String digest(InputStream stream) throws IOException {
        try {
            var octets = stream.readNBytes(LARGEST);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(octets));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // each Java runtime has SHA-256
        }
    }
}
