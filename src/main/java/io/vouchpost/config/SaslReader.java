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

    private static final List<String> BY_TOKEN = List.of("OAUTHBEARER", "XOAUTH2");

    private final Section section;

    SaslReader(Section section) {
        this.section = section;
    }

    SaslSettings read(String hostname) {
        var key = key("verifierKey");
        var mechanisms = section.texts("mechanisms");
        if (key.isEmpty()) {
            lacking("verifierKey", mechanisms, LEGACY);
        }
        var oauth = section.section("oauth").map(OauthReader::new).map(OauthReader::read);
        if (oauth.isEmpty()) {
            lacking("oauth", mechanisms, BY_TOKEN);
        }
        return new SaslSettings(
                mechanisms,
                section.optionalText("realm").orElse(hostname),
                section.texts("names"),
                Set.copyOf(section.texts("channelBinding")),
                section.flag("legacyOnPrimary"),
                section.flag("ntlmV1"),
                section.duration("exchangeTimeout"),
                section.duration("remember"),
                hash(),
                new VerifierSettings(section.integer("scramIterations"), key, key("previousVerifierKey")),
                oauth);
    }

    /** Tells of a mechanism that is of no use without the key, which the file does not have. */
    private void lacking(String key, List<String> mechanisms, List<String> needing) {
        if (section.sound(key, "mechanisms")) {
            mechanisms.stream()
                    .filter(needing::contains)
                    .findFirst()
                    .ifPresent(
                            name -> section.problem("mechanisms", name + " needs \"" + key + "\", which is not set"));
        }
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
