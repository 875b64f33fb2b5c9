package io.vouchpost.oauth;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;

/**
 * The header of a signed JWT (RFC 7515 §4.1).
 *
 * @param algorithm one of those with a public key
 * @param kid which key it is signed by, where it says
 */
record JwtHeader(String algorithm, Optional<String> kid) {
    private static final Set<String> ALGORITHMS =
            Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA");

    /** Whether it looks like one: three parts. Opaque tokens have other forms. */
    static boolean isOn(String token) {
        return token.chars().filter(octet -> octet == '.').count() == 2;
    }

    /** Empty where it is none, has no signature or a symmetric one, or wants something understood that is not here ({@code crit}). */
    static Optional<JwtHeader> of(String token) {
        try {
            var octets = Base64.getUrlDecoder().decode(token.substring(0, token.indexOf('.')));
            var header = new JsonObject(new String(octets, StandardCharsets.UTF_8));
            return header.getValue("alg") instanceof String algorithm
                            && ALGORITHMS.contains(algorithm)
                            && !header.containsKey("crit")
                    ? Optional.of(new JwtHeader(algorithm, kid(header)))
                    : Optional.empty();
        } catch (IllegalArgumentException | DecodeException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> kid(JsonObject header) {
        return header.getValue("kid") instanceof String kid ? Optional.of(kid) : Optional.empty();
    }
}
