package io.vouchpost.spool;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import io.vouchpost.database.Database;
import io.vouchpost.smtp.Reply;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The spool in PostgreSQL. Safe for all threads: each is answered on the context it asked from. */
public final class SqlSpool implements Spool {
    /** Told the name of a route whenever something became ready on it, by whomever. */
    public static final String CHANNEL = "vouchpost_spool";

    private static final int FORGOTTEN_TOGETHER = 500;
    private static final int FORGETTING_ROUNDS = 100;

    private static final String FORGET_MESSAGES = """
            DELETE FROM spool_messages WHERE id = ANY (ARRAY(
                SELECT id FROM spool_messages WHERE finished < $1 ORDER BY finished LIMIT $2 FOR UPDATE SKIP LOCKED))
            """;

    private static final String FORGET_ANSWERS = """
            DELETE FROM spool_answers WHERE fingerprint = ANY (ARRAY(
                SELECT fingerprint FROM spool_answers WHERE at < $1 ORDER BY at LIMIT $2 FOR UPDATE SKIP LOCKED))
            """;

    private final Pool pool;
    private final Clock clock;
    private final Underway underway = new Underway();
    private final Leases leases;
    private final Keeping keeping;
    private final Taking taking;
    private final Recording recording;
    private final Notices notices;
    private final Answers answers;

    /**
     * @param gateway names this process; a new one each time it starts
     * @param lease for how long a message is this gateway's without being renewed
     */
    public SqlSpool(Vertx vertx, Pool pool, UUID gateway, Supplier<Duration> lease, Clock clock) {
        this.pool = pool;
        this.clock = clock;
        this.leases = new Leases(pool, gateway, lease, clock);
        this.keeping = new Keeping(vertx, pool, clock);
        this.taking = new Taking(pool, leases);
        this.recording = new Recording(vertx, pool, leases);
        this.notices = new Notices(vertx, pool, leases, clock);
        this.answers = new Answers(vertx, pool, clock);
    }

    @Override
    public Future<Void> keep(Kept message) {
        return underway.begin(() -> keeping.keep(message));
    }

    @Override
    public Future<List<Parcel>> take(String route, int most) {
        return underway.beginNew(() -> taking.take(route, most), Future.succeededFuture(List.of()));
    }

    @Override
    public Future<Void> record(Parcel parcel, List<Progress> progress) {
        return underway.begin(() -> recording.record(parcel, progress));
    }

    @Override
    public Future<Void> giveBack(Parcel parcel) {
        return underway.begin(() -> leases.giveBack(parcel));
    }

    @Override
    public Future<Void> renew() {
        return underway.begin(leases::renew);
    }

    @Override
    public Future<Integer> tick() {
        return underway.beginNew(leases::tick, Future.succeededFuture(0));
    }

    @Override
    public Future<List<Parcel>> takeStray(Set<String> known, int most) {
        return underway.beginNew(() -> taking.takeStray(known, most), Future.succeededFuture(List.of()));
    }

    @Override
    public Future<Void> reroute(Parcel parcel, List<String> routes) {
        return underway.begin(() -> leases.reroute(parcel, routes));
    }

    @Override
    public Future<List<Notice>> takeNotices(int most) {
        return underway.beginNew(() -> notices.take(most), Future.succeededFuture(List.of()));
    }

    @Override
    public Future<Void> told(Notice notice, Optional<Kept> notification) {
        return underway.begin(() -> notices.told(notice, notification));
    }

    @Override
    public Future<Optional<Answered>> answered(String fingerprint, Duration within) {
        return underway.begin(() -> answers.find(fingerprint, within));
    }

    @Override
    public Future<Void> remember(String fingerprint, String message, Reply reply) {
        return underway.begin(() -> answers.remember(fingerprint, message, reply));
    }

    @Override
    public Future<Void> forget(Duration messages, Duration answers) {
        Instant now = clock.instant();
        return underway.beginNew(
                () -> forget(FORGET_MESSAGES, now.minus(messages), FORGETTING_ROUNDS)
                        .compose(done -> forget(FORGET_ANSWERS, now.minus(answers), FORGETTING_ROUNDS)),
                Future.succeededFuture());
    }

    private Future<Void> forget(String statement, Instant before, int rounds) {
        return forget(statement, before, FORGOTTEN_TOGETHER, rounds);
    }

    /** Fewer where so many take too long: messages to thousands have time lines as long. */
    private Future<Void> forget(String statement, Instant before, int together, int rounds) {
        return pool.preparedQuery(statement)
                .execute(Tuple.of(Columns.at(before), together))
                .timeout(Database.PATIENCE_SECONDS, TimeUnit.SECONDS)
                .transform(removed -> {
                    if (removed.failed()) {
                        return together == 1
                                ? Future.failedFuture(removed.cause())
                                : forget(statement, before, Math.max(1, together / 8), rounds);
                    }
                    return removed.result().rowCount() < together || rounds == 1
                            ? Future.succeededFuture()
                            : forget(statement, before, together, rounds - 1);
                });
    }

    @Override
    public Future<Holdings> holdings() {
        return Holdings.read(pool);
    }

    /** What this gateway has kept since it started, in octets; only ever grows. */
    public long kept() {
        return keeping.octets();
    }

    @Override
    public Future<Void> close() {
        return underway.close();
    }
}
