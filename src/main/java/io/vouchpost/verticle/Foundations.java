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
import io.vouchpost.audit.AuditLog;
import io.vouchpost.audit.AuditTrail;
import io.vouchpost.config.DatabaseSettings;
import io.vouchpost.config.Settings;
import io.vouchpost.database.Database;
import io.vouchpost.database.DatabaseClock;
import io.vouchpost.database.Notifications;
import io.vouchpost.delivery.Waypoints;
import io.vouchpost.dkim.Keyring;
import io.vouchpost.dkim.Signer;
import io.vouchpost.guard.SqlGuard;
import io.vouchpost.message.ContentStore;
import io.vouchpost.oauth.Tokens;
import io.vouchpost.sasl.Credentials;
import io.vouchpost.spool.Room;
import io.vouchpost.spool.Spool;
import io.vouchpost.spool.SpoolNews;
import io.vouchpost.spool.SqlSpool;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** What the verticles stand on, opened from the ground up and closed the other way round. Safe for all threads. */
record Foundations(
        Database database,
        DatabaseClock clock,
        Notifications notifications,
        AccountChanges changes,
        SqlGuard guard,
        SqlCredentials passwords,
        Credentials.Source credentials,
        Optional<Tokens> tokens,
        Senders senders,
        ContentStore store,
        AuditLog audit,
        UsageLog usage,
        Spool spool,
        SpoolNews spoolNews,
        Room room,
        Signer signer) {

    /** Where events go. */
    AuditTrail trail() {
        return new UsageTrail(usage, audit);
    }

    static Future<Foundations> open(Vertx vertx, Settings settings) {
        return Database.open(vertx, settings.database()).compose(database -> onDatabase(vertx, settings, database)
                .recover(fault -> database.close().transform(closed -> Future.<Foundations>failedFuture(fault))));
    }

    private static Future<Foundations> onDatabase(Vertx vertx, Settings settings, Database database) {
        return Future.all(
                        SqlCredentials.create(vertx, database.pool(), settings.sasl(), codes(settings, database)),
                        ContentStore.start(vertx, settings.limits()),
                        vertx.executeBlocking(() -> new AuditLog(settings.audit())),
                        keyring(vertx, settings),
                        DatabaseClock.open(vertx, database.pool(), Clock.systemUTC()))
                .compose(made -> {
                    var foundations = join(
                            vertx,
                            settings,
                            database,
                            made.resultAt(0),
                            made.resultAt(1),
                            made.resultAt(2),
                            made.resultAt(3),
                            made.resultAt(4));
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
            AuditLog audit,
            Keyring keyring,
            DatabaseClock clock) {
        var notifications = database.notifications();
        var changes = AccountChanges.of(notifications);
        var spool = new SqlSpool(
                vertx,
                database.pool(),
                UUID.randomUUID(),
                () -> settings.delivery().spool().lease(),
                clock);
        var accounts = new Accounts(vertx, database.pool(), settings.sasl());
        return new Foundations(
                database,
                clock,
                notifications,
                changes,
                new SqlGuard(vertx, database.pool(), notifications, settings.guard(), Clock.systemUTC()),
                passwords,
                remembering(passwords, changes, settings.sasl().remember()),
                settings.sasl().oauth().map(oauth -> Tokens.open(vertx, oauth, Clock.systemUTC())),
                new Senders(accounts, changes),
                store,
                audit,
                new UsageLog(vertx, database.pool()),
                spool,
                SpoolNews.of(notifications),
                new Room(vertx, spool, () -> settings.delivery().spool(), places(settings)),
                new Signer(vertx, keyring, settings.limits().headerBytes(), Clock.systemUTC()));
    }

    /** The keys to sign with, read from their files. */
    static Future<Keyring> keyring(Vertx vertx, Settings settings) {
        return vertx.executeBlocking(() -> Keyring.load(settings.delivery().dkim()), false);
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
                spool, spoolNews, room::objection, new Notifying(settings), new DeliveryTrail(audit), clock, waypoints);
    }

    private static Credentials.Source remembering(SqlCredentials passwords, AccountChanges changes, Duration memory) {
        return memory.isZero() ? passwords : new RememberedCredentials(passwords, changes, memory);
    }

    Future<Void> close(Vertx vertx) {
        guard.close();
        room.close();
        clock.close();
        return after(notifications::close)
                .transform(done -> after(() -> tokens.map(Tokens::close).orElseGet(Future::succeededFuture)))
                .transform(done -> after(passwords::close))
                .transform(done -> after(usage::close))
                .transform(done -> after(spool::close))
                .transform(done -> after(signer::close))
                .transform(done -> after(database::close))
                .transform(done -> after(store::close))
                .transform(done -> vertx.executeBlocking(() -> {
                    audit.close();
                    return null;
                }));
    }

    /** One that cannot be closed is no reason to leave the others open. */
    private static Future<Void> after(Supplier<Future<Void>> closing) {
        return closing.get().otherwiseEmpty();
    }
}
