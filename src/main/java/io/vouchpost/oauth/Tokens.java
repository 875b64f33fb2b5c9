package io.vouchpost.oauth;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vouchpost.config.OauthSettings;
import io.vouchpost.secret.Secret;
import java.time.Clock;
import java.util.Optional;

/**
 * Checks access tokens (RFC 6750): a JWT (RFC 7519, 9068) by the issuer's keys, another by asking the issuer; where the settings
 * have one of both only, all by that. Safe for all threads.
 */
public final class Tokens {
    private static final int LONGEST = 8 * 1024;
    private static final long LOOK_MILLIS = 15_000;

    private final Vertx vertx;
    private final OauthSettings settings;
    private final Issuer issuer;
    private final Claims claims;
    private final Optional<PublishedKeys> keys;
    private final Optional<Introspection> introspection;
    private final long timer;

    private Tokens(Vertx vertx, OauthSettings settings, Clock clock, Optional<KeySet> known) {
        this.vertx = vertx;
        this.settings = settings;
        this.issuer = new Issuer(vertx);
        this.claims = new Claims(settings, clock);
        this.keys = settings.keys().map(it -> new PublishedKeys(PublishedKeys.source(vertx, issuer, it), clock, known));
        this.introspection = settings.introspection().map(it -> new Introspection(it, issuer, claims));
        this.timer = vertx.setPeriodic(LOOK_MILLIS, tick -> keys.ifPresent(PublishedKeys::keepFresh));
    }

    /**
     * Begins to read the issuer's keys, and does not wait for them: an issuer that is down keeps nobody from the other
     * mechanisms.
     *
     * @param before by the settings until now: what it knows of keys that the same issuer has at the same address stays in force
     *     until they are read
     */
    public static Tokens open(Vertx vertx, OauthSettings settings, Clock clock, Optional<Tokens> before) {
        var known = before.filter(it -> it.hasKeysOf(settings))
                .flatMap(it -> it.keys)
                .flatMap(PublishedKeys::known);
        var tokens = new Tokens(vertx, settings, clock, known);
        tokens.keys.ifPresent(PublishedKeys::keepFresh);
        return tokens;
    }

    /** Those in a file are read anew at once, which waits for nobody. */
    private boolean hasKeysOf(OauthSettings next) {
        return next.issuer().equals(settings.issuer())
                && next.keys().equals(settings.keys())
                && next.keys().filter(OauthSettings.JwksUrl.class::isInstance).isPresent();
    }

    /**
     * @param token stays the caller's
     * @return fails never
     */
    public Future<Finding> find(Secret token) {
        if (token.length() == 0 || token.length() > LONGEST) {
            return Future.succeededFuture(new Finding.Refused("a token of 0, or of more than " + LONGEST + " octets"));
        }
        var text = token.reveal();
        if (keys.isPresent() && (introspection.isEmpty() || JwtHeader.isOn(text))) {
            return signed(keys.get(), text);
        }
        return introspection
                .map(asked -> asked.find(token))
                .orElseGet(() -> Future.succeededFuture(new Finding.Outage("neither keys nor introspection")));
    }

    private Future<Finding> signed(PublishedKeys keys, String token) {
        var header = JwtHeader.isOn(token) ? JwtHeader.of(token) : Optional.<JwtHeader>empty();
        if (header.isEmpty()) {
            return Future.succeededFuture(new Finding.Refused("not a JWT signed with a public key"));
        }
        return keys.forKey(header.get().kid()).compose(found -> found.map(it -> it.verified(token)
                        .map(said -> claims.examine(said, false))
                        .otherwise(new Finding.Refused("no signature of a key of the issuer"))) // messages quote
                .orElseGet(() -> Future.succeededFuture(new Finding.Outage(keys.problem()))));
    }

    public Future<Void> close() {
        vertx.cancelTimer(timer);
        return issuer.close();
    }
}
