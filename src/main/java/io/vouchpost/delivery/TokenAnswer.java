package io.vouchpost.delivery;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vouchpost.secret.Secret;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a token endpoint has granted (RFC 6749 §5.1).
 *
 * @param lifetime of the access token, from now
 * @param refreshToken to be shown from now on instead of the old one; empty: that one is still good
 */
record TokenAnswer(Secret accessToken, Duration lifetime, Optional<Secret> refreshToken) {
    /** Where the server does not say it. */
    private static final Duration USUAL_LIFETIME = Duration.ofMinutes(5);

    private static final long LONGEST_LIFETIME = Duration.ofDays(30).toSeconds();
    /** A line of AUTH may have 12288 octets (RFC 4954 §4), in base64. */
    private static final int LONGEST = 8192;

    /** Failed, with a sentence about the endpoint, where it has granted none. */
    static Future<TokenAnswer> of(int status, JsonObject json) {
        if (status != 200) {
            return Future.failedFuture("says "
                    + error(json)
                            .map(code -> code + " (HTTP status " + status + ")")
                            .orElse("HTTP status " + status));
        }
        var token = text(json, "access_token");
        if (token.isEmpty()) {
            return Future.failedFuture("says " + error(json).orElse("nothing that has an access token in it"));
        }
        if (!isToken(token.get())) {
            return Future.failedFuture("gave a token that cannot be shown to a server");
        }
        var type = text(json, "token_type").orElse("Bearer"); // required, and left out now and then
        if (!type.equalsIgnoreCase("Bearer")) {
            return Future.failedFuture("gave a token of another type than Bearer");
        }
        return Future.succeededFuture(new TokenAnswer(
                Secret.ofText(token.get()),
                lifetime(json.getValue("expires_in")),
                text(json, "refresh_token").filter(TokenAnswer::isToken).map(Secret::ofText)));
    }

    private static Optional<String> error(JsonObject json) {
        return text(json, "error").filter(code -> code.matches("[A-Za-z0-9_.-]{1,64}"));
    }

    private static Optional<String> text(JsonObject json, String key) {
        return json.getValue(key) instanceof String text && !text.isEmpty() ? Optional.of(text) : Optional.empty();
    }

    /** Visible ASCII: XOAUTH2 has its fields ended by control characters. */
    private static boolean isToken(String text) {
        return text.length() <= LONGEST && text.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    /** A number of seconds; some servers write it as a string. */
    private static Duration lifetime(@Nullable Object said) {
        if (said instanceof Number seconds) {
            return seconds(seconds.longValue());
        }
        return said instanceof String text && text.matches("[0-9]{1,9}")
                ? seconds(Long.parseLong(text))
                : USUAL_LIFETIME;
    }

    private static Duration seconds(long number) {
        return Duration.ofSeconds(Math.max(0, Math.min(LONGEST_LIFETIME, number)));
    }
}
