package io.vouchpost.oauth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vouchpost.config.OauthSettings;
import io.vouchpost.secret.Secret;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;

/** Asks the issuer about a token (RFC 7662), and remembers for a minute what it has said of right ones. */
final class Introspection {
    private static final Duration MEMORY = Duration.ofMinutes(1);
    private static final long MOST = 10_000;

    private final OauthSettings.Introspection endpoint;
    private final Issuer issuer;
    private final Claims claims;
    /** By SHA-256 of the token. What the claims come to is looked at each time: a token may end within the minute. */
    private final Cache<ByteBuffer, JsonObject> remembered =
            Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(MEMORY).build();

    Introspection(OauthSettings.Introspection endpoint, Issuer issuer, Claims claims) {
        this.endpoint = endpoint;
        this.issuer = issuer;
        this.claims = claims;
    }

    /** Fails never. */
    Future<Finding> find(Secret token) {
        var key = digest(token);
        var known = remembered.getIfPresent(key);
        if (known != null) {
            return Future.succeededFuture(claims.examine(known, true));
        }
        return issuer.post(endpoint.url(), authorization(), form(token))
                .map(said -> {
                    if (!Boolean.TRUE.equals(said.getValue("active"))) {
                        return new Finding.Refused("not active");
                    }
                    remembered.put(key, said);
                    return claims.examine(said, true);
                })
                .otherwise(fault -> new Finding.Outage("introspection: " + fault.getMessage()));
    }

    private static Buffer form(Secret token) {
        return Buffer.buffer("token=" + encoded(token.reveal()) + "&token_type_hint=access_token");
    }

    /** RFC 6749 §2.3.1: both are encoded before they are joined. */
    private String authorization() {
        var pair = encoded(endpoint.clientId()) + ":"
                + encoded(endpoint.clientSecret().reveal());
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.US_ASCII));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static ByteBuffer digest(Secret token) {
        try {
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(token.octets()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // each Java runtime has SHA-256
        }
    }
}
