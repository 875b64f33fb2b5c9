package io.vouchpost.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The content of the certificate files that the settings name, as digests by key. Content rather than times and
 * names: Kubernetes swaps a symbolic link above the file, certbot one at the file.
 */
record NamedFiles(Map<String, String> digests) {
    private static final int LARGEST = 4 * 1024 * 1024;

    static NamedFiles of(Settings settings) {
        var digests = new HashMap<String, String>();
        var tls = settings.tls();
        tls.certificate().ifPresent(file -> digests.put("tls.certificate", digest(file)));
        tls.key().ifPresent(file -> digests.put("tls.key", digest(file)));
        tls.clientAuthorities().ifPresent(file -> digests.put("tls.clientAuthorities", digest(file)));
        var routes = settings.delivery().routes().stream()
                .flatMap(route -> route.authorities().stream())
                .map(NamedFiles::digest)
                .collect(Collectors.joining(" "));
        digests.put("delivery.routes", routes);
        var dkim = settings.delivery().dkim().keys().stream()
                .map(key -> digest(key.file()))
                .collect(Collectors.joining(" "));
        digests.put("delivery.dkim", dkim);
        return new NamedFiles(Map.copyOf(digests));
    }

    /** The keys whose files have other content. */
    Set<String> differing(NamedFiles other) {
        return Stream.concat(digests.keySet().stream(), other.digests.keySet().stream())
                .filter(key -> !Objects.equals(digests.get(key), other.digests.get(key)))
                .collect(Collectors.toSet());
    }

    private static String digest(Path file) {
        try (var stream = Files.newInputStream(file)) {
            var octets = stream.readNBytes(LARGEST);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(octets));
        } catch (IOException e) {
            return "unreadable";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // each Java runtime has SHA-256
        }
    }
}
