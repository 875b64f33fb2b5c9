package io.vouchpost.oauth;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Public keys of an issuer at one time. The signatures are {@link JWTAuth}'s work. Which keys it gets is ours: it would take a
 * JWK Set's symmetric keys as well, and without any key it would take tokens without a signature.
 */
final class KeySet {
    private static final List<String> RSA = List.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512");
    private static final List<String> EC = List.of("ES256", "ES384", "ES512");
    /** Octets of an RSA modulus, RFC 7518 §3.3. */
    private static final int SHORTEST_MODULUS = 256;

    private static final int MOST = 100;

    private final JWTAuth signatures;
    private final Set<String> identifiers;
    private final boolean anonymous;

    private KeySet(Vertx vertx, JWTAuthOptions options, Set<String> identifiers, boolean anonymous) {
        this.signatures = JWTAuth.create(
                vertx,
                options.setJWTOptions(new JWTOptions().setIgnoreExpiration(true))); // claims are looked at elsewhere
        this.identifiers = identifiers;
        this.anonymous = anonymous;
    }

    /**
     * Of a JWK Set (RFC 7517 §5). Keys for encryption, symmetric ones and those of unknown kinds are left out.
     *
     * @return empty where none is left
     */
    static Optional<KeySet> of(Vertx vertx, JsonObject jwks) {
        var options = new JWTAuthOptions();
        var identifiers = new HashSet<String>();
        boolean anonymous = false;
        var given = jwks.getValue("keys") instanceof JsonArray keys ? keys : new JsonArray();
        for (Object each : given.stream().limit(MOST).toList()) {
            if (each instanceof JsonObject key && addTo(vertx, options, key)) {
                if (key.getValue("kid") instanceof String kid) {
                    identifiers.add(kid);
                } else {
                    anonymous = true;
                }
            }
        }
        return identifiers.isEmpty() && !anonymous
                ? Optional.empty()
                : Optional.of(new KeySet(vertx, options, Set.copyOf(identifiers), anonymous));
    }

    /** Of one key, for all algorithms that it is fit for. */
    static Optional<KeySet> of(Vertx vertx, PublicKey key) {
        var algorithms = key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() >= 8 * SHORTEST_MODULUS
                ? RSA
                : key instanceof ECPublicKey ec ? curve(ec) : List.<String>of();
        if (algorithms.isEmpty()) {
            return Optional.empty();
        }
        var pem = "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
        var options = new JWTAuthOptions();
        algorithms.forEach(algorithm -> options.addPubSecKey(
                new PubSecKeyOptions().setAlgorithm(algorithm).setBuffer(Buffer.buffer(pem))));
        return Optional.of(new KeySet(vertx, options, Set.of(), true));
    }

    private static List<String> curve(ECPublicKey key) {
        return switch (key.getParams().getOrder().bitLength()) {
            case 256 -> List.of("ES256");
            case 384 -> List.of("ES384");
            case 521 -> List.of("ES512");
            default -> List.of();
        };
    }

    /** Whether the key is one to check signatures by; then it is among the options. */
    private static boolean addTo(Vertx vertx, JWTAuthOptions options, JsonObject key) {
        var use = key.getValue("use");
        if (use != null && !"sig".equals(use)) {
            return false;
        }
        var sound = algorithms(key).stream()
                .map(algorithm -> publicPart(key).put("alg", algorithm))
                .filter(candidate -> isSound(vertx, candidate))
                .toList();
        sound.forEach(options::addJwk);
        return !sound.isEmpty();
    }

    /** An RSA key that does not say its algorithm serves all of them; a curve has one. */
    private static List<String> algorithms(JsonObject key) {
        var said = key.getValue("alg");
        var fit = "RSA".equals(key.getValue("kty")) && isLong(key.getValue("n"))
                ? RSA
                : "EC".equals(key.getValue("kty"))
                        ? EC.stream()
                                .filter(it -> it.equals(ofCurve(key.getValue("crv"))))
                                .toList()
                        : "OKP".equals(key.getValue("kty")) ? List.of("EdDSA") : List.<String>of();
        return said == null ? fit : fit.stream().filter(said::equals).toList();
    }

    private static String ofCurve(Object curve) {
        return "P-256".equals(curve) ? "ES256" : "P-384".equals(curve) ? "ES384" : "P-521".equals(curve) ? "ES512" : "";
    }

    private static boolean isLong(Object modulus) {
        return modulus instanceof String base64 && base64.length() * 3 / 4 >= SHORTEST_MODULUS;
    }

    private static JsonObject publicPart(JsonObject key) {
        var copy = new JsonObject();
        for (var name : List.of("kty", "kid", "use", "n", "e", "crv", "x", "y")) {
            if (key.getValue(name) instanceof String value) {
                copy.put(name, value);
            }
        }
        return copy;
    }

    /** The library takes what it can and only logs the rest: so each is tried alone, by a token that cannot be right. */
    private static boolean isSound(Vertx vertx, JsonObject key) {
        try {
            var alone = JWTAuth.create(vertx, new JWTAuthOptions().addJwk(key));
            var algorithm = key.getString("alg");
            var unsigned = encoded(new JsonObject().put("alg", algorithm)) + "." + encoded(new JsonObject());
            // with no key it would be in its insecure mode, and take this
            return alone.authenticate(new TokenCredentials(unsigned)).failed();
        } catch (RuntimeException unusable) {
            return false;
        }
    }

    private static String encoded(JsonObject part) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(part.encode().getBytes(StandardCharsets.UTF_8));
    }

    /** Whether the key that a token names may be among these; one that names none may be by any. */
    boolean mayKnow(Optional<String> kid) {
        return anonymous || kid.isEmpty() || identifiers.contains(kid.get());
    }

    /**
     * @return the claims of a token whose signature is right; fails for any other
     */
    Future<JsonObject> verified(String token) {
        return signatures.authenticate(new TokenCredentials(token)).map(user -> user.attributes()
                .getJsonObject("accessToken"));
    }
}
