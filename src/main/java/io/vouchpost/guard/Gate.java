package io.vouchpost.guard;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vouchpost.config.GuardSettings;
import io.vouchpost.database.Notifications;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The guard and all that it goes by: who comes how often, who guesses, how much is sent, counted with the other gateways.
 *
 * @param shared private addresses that stand for many
 * @param rules who has quotas
 * @param presence who is logged in how often
 * @param clock of the counts: that of the database, so that all gateways are in the same minute
 */
public record Gate(
        SharedCounters counters,
        Spared exempt,
        SharedAddresses shared,
        Lockouts lockouts,
        Crowd crowd,
        Gatekeeper gatekeeper,
        QuotaRules rules,
        SqlQuotas quotas,
        Presence presence,
        Clock clock) {
    private static final Logger LOG = LoggerFactory.getLogger(Gate.class);

    /**
     * To be opened before the notifications are started.
     *
     * @param newcomers told of log-ins from where an account has never been
     * @param rests how long guesses wait behind an address that many share: see {@link Crowd}
     */
    public static Gate open(
            Vertx vertx,
            Pool pool,
            Notifications notifications,
            GuardSettings settings,
            Clock clock,
            Consumer<Alarm> alarms,
            Newcomers newcomers,
            IntFunction<Duration> rests) {
        var counters = new SharedCounters(vertx, pool, clock);
        var exempt = new Spared(settings);
        var shared = shared(pool, settings, exempt, clock, alarms);
        var spared = exempt.or(shared);
        var lockouts = new Lockouts(vertx, pool, notifications, settings, clock, spared, alarms, newcomers);
        var crowd = new Crowd(lockouts, shared, settings, clock, alarms, rests, Crowd::lot).live(vertx);
        var rules = new QuotaRules(settings);
        return new Gate(
                counters,
                exempt,
                shared,
                lockouts,
                crowd,
                new Gatekeeper(counters, settings, spared, crowd, clock),
                rules,
                new SqlQuotas(vertx, pool, counters, rules, clock, alarms),
                new Presence(vertx, pool, clock),
                clock);
    }

    private static SharedAddresses shared(
            Pool pool, GuardSettings settings, Spared exempt, Clock clock, Consumer<Alarm> alarms) {
        var findings = new Findings(pool);
        return new SharedAddresses(settings, exempt, clock, alarms, finding -> findings.keep(finding)
                .onFailure(fault -> LOG.warn("a finding could not be kept: {}", fault.toString())));
    }

    /** Who is asked. */
    public Guard guard() {
        return new Lookout(shared, gatekeeper);
    }

    /** Completes when all failures that were told of are counted, and what follows from them is in force here. */
    public Future<Void> settled() {
        return lockouts.settled();
    }

    /** New settings, from now on. */
    public void apply(GuardSettings settings) {
        exempt.apply(settings);
        shared.apply(settings);
        lockouts.apply(settings);
        crowd.apply(settings);
        gatekeeper.apply(settings);
        rules.apply(settings);
    }

    public Future<Void> close() {
        quotas.close();
        crowd.close();
        return lockouts.close().transform(done -> presence.close()).transform(done -> counters.close());
    }
}
