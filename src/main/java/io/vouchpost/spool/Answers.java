package io.vouchpost.spool;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import io.vouchpost.database.Database;
import io.vouchpost.smtp.Reply;
import io.vouchpost.smtp.StatusCode;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What was answered, for a second copy of the same message. */
final class Answers {
    private static final String FIND =
            "SELECT message, code, enhanced, lines, at FROM spool_answers WHERE fingerprint = $1 AND at > $2";

    private final Pool pool;
    private final Clock clock;
    private final GroupCommit<KeepStatement.Answer> together;

    Answers(Vertx vertx, Pool pool, Clock clock) {
        this.pool = pool;
        this.clock = clock;
        this.together = new GroupCommit<>(
                vertx, answer -> 512, GroupCommit.blind(batch -> pool.preparedQuery(KeepStatement.ANSWERS)
                        .execute(KeepStatement.answers(batch))
                        .mapEmpty()));
    }

    Future<Optional<Answered>> find(String fingerprint, Duration within) {
        return pool.preparedQuery(FIND)
                .execute(Tuple.of(fingerprint, Columns.at(clock.instant().minus(within))))
                .timeout(Database.PATIENCE_SECONDS, TimeUnit.SECONDS)
                .map(rows -> rows.size() == 0
                        ? Optional.empty()
                        : Optional.of(answered(rows.iterator().next())));
    }

    private static Answered answered(Row row) {
        var lines = List.of(row.getArrayOfStrings("lines"));
        return new Answered(
                row.getString("message"),
                new Reply(
                        new StatusCode(row.getInteger("code"), row.getString("enhanced")),
                        lines.isEmpty() ? List.of("") : lines), // of a text that is empty PostgreSQL makes no lines
                row.getOffsetDateTime("at").toInstant());
    }

    Future<Void> remember(String fingerprint, String message, Reply reply) {
        return together.add(new KeepStatement.Answer(fingerprint, message, reply, clock.instant()));
    }
}
