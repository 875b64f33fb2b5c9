package io.vouchpost.config;

import io.vouchpost.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The part of the document on log-ins. */
final class SaslReader {
    private static final int KEY_OCTETS = 32;
    /** What they go by is as good as the password, and so kept under a key. */
    private static final List<String> LEGACY = List.of("CRAM-MD5", "DIGEST-MD5", "NTLM");

    private final Section section;

    SaslReader(Section section) {
        this.section = section;
    }

    SaslSettings read(String hostname) {
        var key = key("verifierKey");
        var mechanisms = section.texts("mechanisms");
        if (key.isEmpty() && section.sound("verifierKey", "mechanisms")) {
            mechanisms.stream()
                    .filter(LEGACY::contains)
                    .findFirst()
                    .ifPresent(
                            name -> section.problem("mechanisms", name + " needs \"verifierKey\", which is not set"));
        }
        return new SaslSettings(
                mechanisms,
                section.optionalText("realm").orElse(hostname),
                Set.copyOf(section.texts("channelBinding")),
                section.flag("legacyOnPrimary"),
                section.flag("ntlmV1"),
                section.duration("exchangeTimeout"),
                section.duration("remember"),
                hash(),
                new VerifierSettings(section.integer("scramIterations"), key, key("previousVerifierKey")));
    }

    private HashSettings hash() {
        var processors = Runtime.getRuntime().availableProcessors();
        return new HashSettings(
                section.sound("hash")
                        ? section.choice("hash", HashSettings.Algorithm.class)
                        : HashSettings.Algorithm.ARGON2ID,
                section.integer("hashIterations"),
                section.integer("hashMemoryKib"),
                section.integer("hashPasses"),
                section.optionalNumber("hashThreads").map(Long::intValue).orElse(Math.max(2, processors)),
                section.integer("hashQueue"));
    }

    private Optional<Secret> key(String name) {
        return section.secret(name).flatMap(base64 -> {
            try (base64) {
                var octets = Base64.getDecoder().decode(base64.reveal().strip().getBytes(StandardCharsets.US_ASCII));
                if (octets.length == KEY_OCTETS) {
                    return Optional.of(Secret.ofOctets(octets));
                }
            } catch (IllegalArgumentException notBase64) {
                // told below
            }
            section.problem(name, "must be 32 octets in base64, as `openssl rand -base64 32` prints them");
            return Optional.empty();
        });
    }
}
