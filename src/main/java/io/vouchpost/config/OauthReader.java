package io.vouchpost.config;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vouchpost.secret.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The key {@code sasl.oauth}. */
final class OauthReader {
    /** The default: those of what may be null are not filled in. */
    private static final String CLAIM = "email";

    private static final int LARGEST_JWKS = 256 * 1024;

    /** Stands for a URL that was wrong; what is read of a file with problems is never used. */
    static final URI NOWHERE = URI.create("https://localhost/");

    private final Section section;

    OauthReader(Section section) {
        this.section = section;
    }

    OauthSettings read() {
        var settings = new OauthSettings(
                section.optionalText("issuer"),
                section.optionalText("audience"),
                section.optionalText("claim").orElse(CLAIM),
                section.optionalText("scope"),
                url(section, "discovery"),
                section.section("keys").flatMap(OauthReader::keys),
                section.section("introspection").flatMap(OauthReader::introspection));
        if (section.has("keys")) {
            // else each token that the issuer has ever signed, for whomever, would open the door
            required("issuer", settings.issuer().isPresent());
            required("audience", settings.audience().isPresent());
        }
        if (!section.has("keys") && !section.has("introspection") && section.sound("keys", "introspection")) {
            section.problem(
                    "keys", "is required, or \"introspection\": something must tell a right token from a wrong one");
        }
        return settings;
    }

    private void required(String key, boolean there) {
        if (!there && section.sound(key)) {
            section.problem(key, "is required with \"keys\": without it, tokens for others would be taken");
        }
    }

    private static Optional<OauthSettings.Keys> keys(Section keys) {
        var file = keys.optionalPath("file");
        file.ifPresent(path -> checkJwks(keys, path));
        var pem = keys.optionalPath("pem");
        pem.ifPresent(path -> checkPem(keys, path));
        return url(keys, "url")
                .<OauthSettings.Keys>map(OauthSettings.JwksUrl::new)
                .or(() -> file.map(OauthSettings.JwksFile::new))
                .or(() -> pem.map(OauthSettings.PemFile::new));
    }

    private static Optional<OauthSettings.Introspection> introspection(Section introspection) {
        return url(introspection, "url")
                .map(url -> new OauthSettings.Introspection(
                        url,
                        introspection.text("clientId"),
                        introspection.secret("clientSecret").orElseGet(() -> Secret.ofText(""))));
    }

    private static void checkJwks(Section keys, Path file) {
        try (var stream = Files.newInputStream(file)) {
            var text = new String(stream.readNBytes(LARGEST_JWKS), StandardCharsets.UTF_8);
            if (!(new JsonObject(text).getValue("keys") instanceof JsonArray)) {
                keys.problem("file", file + " is not a JWK Set: it has no \"keys\"");
            }
        } catch (IOException e) {
            keys.problem("file", PemFiles.unreadable(file));
        } catch (DecodeException e) {
            keys.problem("file", file + " is not JSON, or too large");
        }
    }

    private static void checkPem(Section keys, Path file) {
        try {
            PemFiles.publicKey(file);
        } catch (PemFiles.Unusable e) {
            keys.problem("pem", e.sentence());
        }
    }

    /** Tokens and keys go only where nobody on the way can read or change them. */
    static Optional<URI> url(Section section, String key) {
        return section.optionalText(key).flatMap(text -> {
            try {
                var url = new URI(text);
                if (url.getHost() != null && url.getRawUserInfo() == null && isSafe(url)) {
                    return Optional.of(url);
                }
            } catch (URISyntaxException e) {
                // told below
            }
            section.problem(
                    key, "must be an https URL such as \"https://login.example.org/path\", without a password in it");
            return Optional.empty();
        });
    }

    private static boolean isSafe(URI url) {
        boolean loopback = url.getHost().matches("localhost|127\\.\\d+\\.\\d+\\.\\d+|\\[::1]");
        return "https".equalsIgnoreCase(url.getScheme()) || (loopback && "http".equalsIgnoreCase(url.getScheme()));
    }
}
