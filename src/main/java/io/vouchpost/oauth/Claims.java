package io.vouchpost.oauth;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vouchpost.config.OauthSettings;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a token says about itself (RFC 7519 §4.1, RFC 7662 §2.2), held against the settings. Of whoever has said it, it is known
 * here that it is the issuer; nothing is known of the types of the values.
 */
final class Claims {
    /** Clocks differ. */
    private static final Duration LEEWAY = Duration.ofSeconds(60);

    private final OauthSettings settings;
    private final Clock clock;

    Claims(OauthSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * @param claims as the issuer has signed or sent them
     * @param endless whether it may have no {@code exp}: where the issuer is asked each time
     */
    Finding examine(JsonObject claims, boolean endless) {
        if (settings.issuer()
                .filter(issuer -> !issuer.equals(claims.getValue("iss")))
                .isPresent()) {
            return new Finding.Refused("another issuer");
        }
        if (settings.audience()
                .filter(audience -> !texts(claims.getValue("aud")).contains(audience))
                .isPresent()) {
            return new Finding.Refused("for another audience");
        }
        if (settings.scope().filter(scope -> !hasScope(claims, scope)).isPresent()) {
            return new Finding.Refused("without the scope");
        }
        long now = clock.instant().getEpochSecond();
        boolean ends = claims.getValue("exp") instanceof Number;
        if (!ends && (!endless || claims.containsKey("exp"))) {
            return new Finding.Refused("without an end");
        }
        if (ends && claims.getValue("exp") instanceof Number end && end.longValue() + LEEWAY.toSeconds() <= now) {
            return new Finding.Refused("expired");
        }
        if (claims.containsKey("nbf")
                && !(claims.getValue("nbf") instanceof Number start && start.longValue() - LEEWAY.toSeconds() <= now)) {
            return new Finding.Refused("not valid yet");
        }
        return holder(claims);
    }

    private Finding holder(JsonObject claims) {
        if (settings.claim().equals("email") && isFalse(claims.getValue("email_verified"))) {
            return new Finding.Refused("an email that the issuer has not verified");
        }
        return claims.getValue(settings.claim()) instanceof String name && !name.isBlank()
                ? new Finding.Holder(name)
                : new Finding.Refused("without the claim " + settings.claim());
    }

    private static boolean isFalse(Object verified) {
        return Boolean.FALSE.equals(verified) || "false".equals(verified);
    }

    /** One text with spaces between the scopes (RFC 9068 §2.2.3), or as others have it: {@code scp}, also as an array. */
    private static boolean hasScope(JsonObject claims, String scope) {
        return Stream.of("scope", "scp")
                .flatMap(key -> texts(claims.getValue(key)).stream())
                .flatMap(text -> Stream.of(text.split(" ")))
                .anyMatch(scope::equals);
    }

    private static List<String> texts(Object value) {
        if (value instanceof JsonArray array) {
            return array.stream()
                    .filter(String.class::isInstance)
                    .map(String.class::cast)
                    .toList();
        }
        return value instanceof String text ? List.of(text) : List.of();
    }
}
