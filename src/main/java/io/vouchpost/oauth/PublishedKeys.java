package io.vouchpost.oauth;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vouchpost.config.OauthSettings;
import io.vouchpost.config.PemFiles;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The issuer's keys as they were read last. They are read again from time to time, and when a token names one that is not
 * there: issuers change their keys. What is known stays in force while it cannot be read again. Safe for all threads.
 */
final class PublishedKeys {
    private static final Logger LOG = LoggerFactory.getLogger(PublishedKeys.class);
    private static final Duration FRESH = Duration.ofMinutes(10);
    /** Between two attempts, however many tokens name keys that nobody knows. */
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private final Supplier<Future<Optional<KeySet>>> source;
    private final Clock clock;
    private volatile State state;

    /**
     * @param known the keys that are in force
     * @param asked when it was tried last
     * @param answer of that attempt, or its promise; fails never
     * @param problem of that attempt; empty where there was none
     */
    private record State(Optional<KeySet> known, Instant asked, Future<Optional<KeySet>> answer, String problem) {}

    /**
     * @param known in force until they are read
     */
    PublishedKeys(Supplier<Future<Optional<KeySet>>> source, Clock clock, Optional<KeySet> known) {
        this.source = source;
        this.clock = clock;
        this.state = new State(known, Instant.EPOCH, Future.succeededFuture(known), "not read yet");
    }

    static Supplier<Future<Optional<KeySet>>> source(Vertx vertx, Issuer issuer, OauthSettings.Keys keys) {
        if (keys instanceof OauthSettings.JwksUrl published) {
            return () -> issuer.get(published.url()).map(jwks -> KeySet.of(vertx, jwks));
        }
        if (keys instanceof OauthSettings.JwksFile jwks) {
            return () -> vertx.fileSystem()
                    .readFile(jwks.file().toString())
                    .map(text -> KeySet.of(vertx, new JsonObject(text)));
        }
        var pem = ((OauthSettings.PemFile) keys).file();
        return () -> vertx.executeBlocking(() -> KeySet.of(vertx, PemFiles.publicKey(pem)), false);
    }

    /**
     * The keys to check a token by.
     *
     * @param kid which key the token names
     * @return empty where there are none to be had; fails never
     */
    Future<Optional<KeySet>> forKey(Optional<String> kid) {
        var now = state;
        boolean lacking = !now.known().map(keys -> keys.mayKnow(kid)).orElse(false);
        if (!lacking) {
            return Future.succeededFuture(now.known());
        }
        return now.answer().isComplete() && isOver(now.asked(), PAUSE) ? refresh(now) : now.answer();
    }

    /** Reads them where they are not fresh; called from time to time. */
    void keepFresh() {
        var now = state;
        boolean due = isOver(now.asked(), now.problem().isEmpty() ? FRESH : PAUSE);
        if (now.answer().isComplete() && due) {
            refresh(now);
        }
    }

    /** Those in force. */
    Optional<KeySet> known() {
        return state.known();
    }

    /** Why there are none. */
    String problem() {
        return "keys of the issuer: " + state.problem();
    }

    private boolean isOver(Instant since, Duration pause) {
        return !clock.instant().isBefore(since.plus(pause));
    }

    /** Whoever comes at the same time waits for the same answer. */
    private Future<Optional<KeySet>> refresh(State before) {
        Promise<Optional<KeySet>> promise = Promise.promise();
        var asking = new State(before.known(), clock.instant(), promise.future(), before.problem());
        synchronized (this) {
            if (!state.equals(before)) {
                return state.answer();
            }
            state = asking;
        }
        Future.succeededFuture()
                .compose(start -> source.get())
                .map(keys -> keys.map(it -> read(keys, asking, ""))
                        .orElseGet(() -> read(asking.known(), asking, "none among them that can be used")))
                .otherwise(fault -> read(asking.known(), asking, String.valueOf(fault.getMessage())))
                .onSuccess(next -> {
                    state = next;
                    promise.complete(next.known());
                });
        return promise.future();
    }

    private static State read(Optional<KeySet> keys, State asking, String problem) {
        if (!problem.isEmpty()) {
            LOG.warn("the keys of the issuer of tokens cannot be read: {}", problem);
        }
        return new State(keys, asking.asked(), Future.succeededFuture(keys), problem);
    }
}
