package io.vouchpost.verticle;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vouchpost.account.AccountChanges;
import io.vouchpost.account.Accounts;
import io.vouchpost.account.OneTimeCodes;
import io.vouchpost.account.RememberedCredentials;
import io.vouchpost.account.SecondFactors;
import io.vouchpost.account.SqlCredentials;
import io.vouchpost.account.UsageLog;
import io.vouchpost.account.VerifierKey;
import io.vouchpost.address.AddressBlocks;
import io.vouchpost.audit.AuditTrail;
import io.vouchpost.audit.Trail;
import io.vouchpost.config.BreakerSettings;
import io.vouchpost.config.DatabaseSettings;
import io.vouchpost.config.Settings;
import io.vouchpost.database.Database;
import io.vouchpost.database.DatabaseClock;
import io.vouchpost.database.Notifications;
import io.vouchpost.delivery.Waypoints;
import io.vouchpost.dkim.Keyring;
import io.vouchpost.dkim.Signer;
import io.vouchpost.guard.Breaker;
import io.vouchpost.guard.Countries;
import io.vouchpost.guard.Crowd;
import io.vouchpost.guard.Gate;
import io.vouchpost.guard.UnusableGeoip;
import io.vouchpost.message.ContentStore;
import io.vouchpost.metrics.EventLoops;
import io.vouchpost.metrics.Meters;
import io.vouchpost.oauth.Tokens;
import io.vouchpost.sasl.Credentials;
import io.vouchpost.spool.Backlog;
import io.vouchpost.spool.Room;
import io.vouchpost.spool.Spool;
import io.vouchpost.spool.SpoolNews;
import io.vouchpost.spool.SqlSpool;
import io.vouchpost.verticle.Closing.Step;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * What the verticles stand on, opened from the ground up and closed the other way round. Safe for all threads.
 *
 * @param current the settings in force
 */
record Foundations(
        AtomicReference<Settings> current,
        Database database,
        DatabaseClock clock,
        Notifications notifications,
        AccountChanges changes,
        Meters meters,
        EventLoops loops,
        Gate gate,
        Breaker breaker,
        SqlCredentials passwords,
        Credentials.Source credentials,
        TokenIssuer tokens,
        Senders senders,
        ContentStore store,
        Trail audit,
        UsageLog usage,
        Spool spool,
        SpoolNews spoolNews,
        Room room,
        Backlog backlog,
        Signer signer) {
    private static final Duration TO_WRITE = Duration.ofSeconds(3);
    /** What its own threads give themselves when a place does not take events any more. */
    private static final Duration TO_WRITE_EVENTS = Duration.ofSeconds(7);
    /** All of it, before the process ends without; what is left of that is for an embedded PostgreSQL, which has files to write. */
    private static final Duration TO_CLOSE = Duration.ofSeconds(14);

    /** Where events go. */
    AuditTrail trail() {
        return meters.before(new SightingTrail(breaker::loggedIn, new UsageTrail(usage, audit)));
    }

    static Future<Foundations> open(Vertx vertx, Settings settings) {
        return warmUp(vertx)
                .compose(warm -> Database.open(vertx, settings.database()))
                .compose(database -> onDatabase(vertx, settings, database).recover(fault -> database.close()
                        .transform(closed -> Future.<Foundations>failedFuture(fault))));
    }

    /** The library of addresses takes its time when it is first used, which should not be an event loop's. */
    private static Future<AddressBlocks> warmUp(Vertx vertx) {
        return vertx.executeBlocking(() -> AddressBlocks.of(List.of("127.0.0.0/8", "::1")), false);
    }

    private static Future<Foundations> onDatabase(Vertx vertx, Settings settings, Database database) {
        return Future.all(
                        database.needed(SqlCredentials.create(
                                vertx, database.pool(), settings.sasl(), codes(settings, database))),
                        ContentStore.start(vertx, settings.limits()),
                        vertx.executeBlocking(() -> Trail.open(
                                vertx, database.pool(), settings.hostname(), settings.audit(), Clock.systemUTC())),
                        keyring(vertx, settings),
                        DatabaseClock.open(vertx, database.pool(), Clock.systemUTC()),
                        vertx.executeBlocking(() -> countries(settings), false))
                .compose(made -> {
                    var foundations = join(
                            vertx,
                            settings,
                            database,
                            made.resultAt(0),
                            made.resultAt(1),
                            made.resultAt(2),
                            made.resultAt(3),
                            made.resultAt(4),
                            made.resultAt(5));
                    return foundations.notifications().start().otherwiseEmpty().map(foundations);
                });
    }

    private static SecondFactors codes(Settings settings, Database database) {
        return new OneTimeCodes(database.pool(), VerifierKey.of(settings.sasl().verifiers()), Clock.systemUTC());
    }

    /** All who listen subscribe here, before the notifications start. */
    private static Foundations join(
            Vertx vertx,
            Settings settings,
            Database database,
            SqlCredentials passwords,
            ContentStore store,
            Trail audit,
            Keyring keyring,
            DatabaseClock clock,
            Optional<Countries> countries) {
        var current = new AtomicReference<>(settings);
        Supplier<Settings> now = current::get;
        var notifications = database.notifications();
        var changes = AccountChanges.of(notifications);
        var spool = new SqlSpool(
                vertx,
                database.pool(),
                UUID.randomUUID(),
                () -> now.get().delivery().spool().lease(),
                clock);
        var meters = Meters.of(vertx);
        meters.expect(AlarmTrail.kinds(), settings.sasl().mechanisms());
        var alarms = new AlarmTrail(meters.before(audit));
        var breaker = new Breaker(
                vertx,
                database.pool(),
                notifications,
                settings.hostname(),
                settings.guard().breaker(),
                countries,
                new SpoolCustody(database.pool(), spool, current::get, clock),
                alarms,
                clock);
        var gate = Gate.open(
                vertx, database.pool(), notifications, settings.guard(), clock, alarms, breaker, Crowd::growing);
        meters.watch("vouchpost.lockouts", "Accounts and networks that have to wait now", gate.lockouts()::count);
        meters.watch(
                "vouchpost.shared.addresses", "Private addresses that most sessions come from", gate.shared()::count);
        var accounts = new Accounts(vertx, database.pool(), settings.sasl());
        return new Foundations(
                current,
                database,
                clock,
                notifications,
                changes,
                meters,
                EventLoops.watch(vertx),
                gate,
                breaker,
                passwords,
                remembering(passwords, changes, settings.sasl().remember()),
                new TokenIssuer(vertx, tokens(vertx, settings, Optional.empty())),
                new Senders(accounts, changes, settings.policy()),
                store,
                audit,
                new UsageLog(vertx, database.pool()),
                spool,
                SpoolNews.of(notifications),
                new Room(vertx, spool, () -> now.get().delivery().spool(), places(settings)),
                new Backlog(vertx, database.pool(), clock),
                new Signer(vertx, keyring, settings.limits().headerBytes(), Clock.systemUTC()));
    }

    /**
     * Who vouches for tokens; empty where nobody is configured.
     *
     * @param before who has done so until now
     */
    static Optional<Tokens> tokens(Vertx vertx, Settings settings, Optional<Tokens> before) {
        return settings.sasl().oauth().map(oauth -> Tokens.open(vertx, oauth, Clock.systemUTC(), before));
    }

    /** The keys to sign with, read from their files. */
    static Future<Keyring> keyring(Vertx vertx, Settings settings) {
        return vertx.executeBlocking(() -> Keyring.load(settings.delivery().dkim()), false);
    }

    /** Which address is in which country, read from its file; empty where none is configured. Blocks. */
    static Optional<Countries> countries(Settings settings) throws UnusableGeoip {
        var file = settings.guard().breaker().flatMap(BreakerSettings::geoip);
        return file.isEmpty() ? Optional.empty() : Optional.of(Countries.open(file.get()));
    }

    /** What fills up when mail waits. */
    private static List<Path> places(Settings settings) {
        var scratch = settings.limits().directory();
        return settings.database() instanceof DatabaseSettings.Embedded embedded
                ? List.of(scratch, embedded.directory())
                : List.of(scratch);
    }

    /** What delivery stands on. */
    Depot depot(Supplier<Settings> settings, Waypoints waypoints) {
        return new Depot(
                spool,
                spoolNews,
                room::objection,
                new BreakerWarden(breaker),
                new Notifying(settings),
                new DeliveryTrail(meters.before(audit)),
                clock,
                waypoints);
    }

    private static Credentials.Source remembering(SqlCredentials passwords, AccountChanges changes, Duration memory) {
        return memory.isZero() ? passwords : new RememberedCredentials(passwords, changes, memory);
    }

    /** Those that write into the database do so at the same time, or one that stands still would cost each of them its patience. */
    Future<Void> close(Vertx vertx) {
        room.close();
        backlog.close();
        loops.close();
        clock.close();
        var closing = new Closing(TO_CLOSE);
        return closing.of(
                        TO_WRITE,
                        new Step("the guard", gate::close),
                        new Step("the notifications of the database", notifications::close),
                        new Step("the issuer of tokens", tokens::close),
                        new Step("the hashing of passwords", passwords::close),
                        new Step("the usage of accounts", usage::close),
                        new Step("the breaker", breaker::close),
                        new Step("the spool", spool::close),
                        new Step("the signer", signer::close))
                .compose(done -> closing.of(
                        TO_WRITE_EVENTS,
                        new Step("the audit log", () -> closeAudit(vertx)),
                        new Step("the scratch directory", store::close)))
                .compose(done -> closing.of(TO_CLOSE, new Step("the database", database::close)));
    }

    /** What is queued goes into the database too. */
    private Future<Void> closeAudit(Vertx vertx) {
        return vertx.executeBlocking(() -> {
            audit.close();
            return null;
        });
    }
}
