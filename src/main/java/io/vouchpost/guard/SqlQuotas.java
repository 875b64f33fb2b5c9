package io.vouchpost.guard;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.SqlClient;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Quotas on {@link SharedCounters}, and on the table of those to whom an account has written where new recipients are counted.
 * Safe for all threads.
 */
public final class SqlQuotas implements Quotas {
    private static final Ruling WELCOME = new Ruling.Welcome();

    private final SharedCounters counters;
    private final Correspondents correspondents;
    private final QuotaRules rules;
    private final Clock clock;
    private final Alarms alarms;

    /**
     * @param alarms told of quotas that are used up
     */
    public SqlQuotas(
            Vertx vertx,
            SqlClient client,
            SharedCounters counters,
            QuotaRules rules,
            Clock clock,
            Consumer<Alarm> alarms) {
        this.counters = counters;
        this.correspondents = new Correspondents(vertx, client, clock);
        this.rules = rules;
        this.clock = clock;
        this.alarms = new Alarms(clock, alarms);
    }

    /** By answers of the last minute as well: each recipient that comes is one more of them, and not all anew. */
    @Override
    public Future<Ruling> look(Load load) {
        return claims(load, correspondents::strangersSoFar).compose(claims -> ask(load, claims, counters::look));
    }

    /** By what the database says now: whom another gateway has made known is not counted twice. */
    @Override
    public Future<Ruling> take(Load load) {
        return claims(load, correspondents::strangers)
                .compose(claims -> ask(load, claims, counters::take))
                .compose(ruling -> ruling instanceof Ruling.Welcome && countsStrangers(load)
                        ? correspondents.meet(load.account(), load.recipients()).map(ruling)
                        : Future.succeededFuture(ruling));
    }

    /** Those who were new stay met: the next attempt finds them known, so that they have been counted once. */
    @Override
    public Future<Void> giveBack(Load load, Instant since) {
        return counters.giveBack(claims(load, 0).stream()
                .map(QuotaClaim::claim)
                .filter(claim -> claim.window().contains(since))
                .toList());
    }

    private Future<Ruling> ask(
            Load load, List<QuotaClaim> claims, Function<List<Claim>, Future<Optional<Claim.Excess>>> question) {
        var hopeless = claims.stream().filter(QuotaClaim::isHopeless).findFirst();
        if (hopeless.isPresent()) {
            return Future.succeededFuture(hopeless.get().denial());
        }
        return question.apply(claims.stream().map(QuotaClaim::claim).toList())
                .map(excess -> excess.map(found -> refusal(load, claims, found)).orElse(WELCOME));
    }

    private Ruling refusal(Load load, List<QuotaClaim> claims, Claim.Excess excess) {
        var refused = claims.stream()
                .filter(claim -> claim.claim().equals(excess.claim()))
                .findFirst()
                .orElseThrow()
                .refusal(excess);
        alarms.raise(
                refused.rule(),
                new Alarm(
                        clock.instant(),
                        Alarm.Kind.QUOTA,
                        load.account(),
                        "",
                        refused.rule() + ": " + refused.seen(),
                        Optional.of(refused.until())));
        return refused;
    }

    private Future<List<QuotaClaim>> claims(Load load, BiFunction<String, List<String>, Future<Long>> strangers) {
        return countsStrangers(load)
                ? strangers
                        .apply(load.account(), load.recipients())
                        .otherwise(0L) // without a database the message cannot be kept anyway
                        .map(fresh -> claims(load, fresh))
                : Future.succeededFuture(claims(load, 0));
    }

    private boolean countsStrangers(Load load) {
        return !load.recipients().isEmpty()
                && rules.of(load.account(), load.roles()).stream().anyMatch(QuotaRule::boundsNewRecipients);
    }

    private List<QuotaClaim> claims(Load load, long fresh) {
        var now = clock.instant();
        return rules.of(load.account(), load.roles()).stream()
                .flatMap(rule -> QuotaClaim.of(rule.settings(), load, fresh, now).stream())
                .toList();
    }

    public void close() {
        correspondents.close();
    }
}
