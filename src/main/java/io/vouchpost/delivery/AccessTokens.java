package io.vouchpost.delivery;

import io.vertx.core.Future;
import io.vouchpost.config.RouteSettings.Proof;
import io.vouchpost.secret.Secret;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The access token of one grant: asked for when it is needed, kept until shortly before it ends, asked for once however many
 * wait for it. When the endpoint has none for us, or a token fresh from it is refused by the next hop, it is asked again
 * only after a rest. Belongs to one context.
 */
final class AccessTokens {
    private static final Logger LOG = LoggerFactory.getLogger(AccessTokens.class);
    private static final Duration LONGEST_REST = Duration.ofMinutes(5);
    private static final Duration LONGEST_MARGIN = Duration.ofMinutes(1);
    private static final Duration SHORTEST_USE = Duration.ofSeconds(1);

    private record Held(Secret token, Instant until) {}

    /** There is no token, and nobody is to blame but the endpoint, or our grant: not the next hop. */
    static final class Unavailable extends Exception {
        Unavailable(String sentence) {
            super(sentence, null, false, false);
        }
    }

    private final TokenEndpoint endpoint;
    private final Proof.Token grant;
    private final Clock clock;
    private Optional<Secret> refreshToken;
    private Optional<Held> held = Optional.empty();
    private Optional<Future<Secret>> asking = Optional.empty();
    /** The last one that opened the door. */
    private Optional<Secret> worked = Optional.empty();

    private Rest outage = Rest.NONE;
    private Rest refusals = Rest.NONE;
    private String trouble = "";

    AccessTokens(TokenEndpoint endpoint, Proof.Token grant, Clock clock) {
        this.endpoint = endpoint;
        this.grant = grant;
        this.clock = clock;
        this.refreshToken = grant.refreshToken();
    }

    /** A token that is good for some time yet; failed with {@link Unavailable} where there is none to be had now. */
    Future<Secret> token() {
        var now = clock.instant();
        var known = held.filter(token -> now.isBefore(token.until()));
        if (known.isPresent()) {
            return Future.succeededFuture(known.get().token());
        }
        if (asking.isPresent()) {
            return asking.get();
        }
        if (!outage.isOver(now) || !refusals.isOver(now)) {
            return Future.failedFuture(new Unavailable(trouble));
        }
        var asked = endpoint.ask(grant, refreshToken)
                .transform(answer -> answer.succeeded() ? take(answer.result()) : miss(now, answer.cause()));
        asking = Optional.of(asked);
        asked.onComplete(done -> asking = Optional.empty());
        return asked;
    }

    private Future<Secret> take(TokenAnswer answer) {
        var margin = min(LONGEST_MARGIN, answer.lifetime().dividedBy(10));
        var use = answer.lifetime().minus(margin);
        held = Optional.of(new Held(
                answer.accessToken(), clock.instant().plus(use.compareTo(SHORTEST_USE) < 0 ? SHORTEST_USE : use)));
        refreshToken = answer.refreshToken().or(() -> refreshToken);
        if (outage.failures() > 0) {
            LOG.info(
                    "the token endpoint {} gives tokens again", grant.endpoint().getHost());
        }
        outage = Rest.NONE;
        return Future.succeededFuture(answer.accessToken());
    }

    private Future<Secret> miss(Instant began, Throwable fault) {
        trouble = "the token endpoint " + grant.endpoint().getHost() + " " + sentence(fault);
        if (outage.failures() == 0) {
            LOG.warn("{}", trouble);
        }
        outage = outage.after(began, clock.instant(), LONGEST_REST);
        return Future.failedFuture(new Unavailable(trouble));
    }

    private static String sentence(Throwable fault) {
        var said = Printable.of(
                Objects.requireNonNullElse(fault.getMessage(), fault.getClass().getSimpleName()), 200);
        return said.startsWith("says ") || said.startsWith("gave ") ? said : "cannot be asked: " + said;
    }

    /** The next hop has let us in with it. */
    void accepted(Secret token) {
        if (isHeld(token)) {
            refusals = Rest.NONE;
            worked = Optional.of(token);
        }
    }

    /**
     * The next hop did not let us in with it: it is forgotten, if it is still the one. One that had worked before was
     * revoked, and another is asked for at once; where it never did, another will hardly be better.
     */
    void refused(Secret token) {
        if (!isHeld(token)) {
            return;
        }
        held = Optional.empty();
        if (worked.filter(token::equals).isEmpty()) {
            trouble = "the next hop refuses the tokens of " + grant.endpoint().getHost();
            refusals = refusals.after(clock.instant(), clock.instant(), LONGEST_REST);
        }
    }

    private boolean isHeld(Secret token) {
        return held.filter(known -> known.token().equals(token)).isPresent();
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
