package io.vouchpost.verticle;

import io.vertx.core.Future;
import io.vouchpost.audit.AuditTrail;
import io.vouchpost.config.Settings;
import io.vouchpost.guard.Gate;
import io.vouchpost.guard.Occupancy;
import io.vouchpost.message.ContentStore;
import io.vouchpost.metrics.Meters;
import io.vouchpost.policy.Sender;
import io.vouchpost.tls.ServerTls;
import io.vouchpost.tls.StartTls;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What all instances of {@link SubmissionVerticle} share; safe for all threads.
 *
 * @param settings those in force now
 * @param tls likewise
 * @param occupancy who is connected
 * @param senders an account as the policy sees it, by name
 * @param gate where quotas are known
 * @param throng of strangers who connect
 */
record Premises(
        Supplier<Settings> settings,
        Supplier<ServerTls> tls,
        StartTls startTls,
        Occupancy occupancy,
        ContentStore store,
        AuditTrail trail,
        Meters meters,
        Function<String, Future<Optional<Sender>>> senders,
        Gate gate,
        Throng throng) {}
