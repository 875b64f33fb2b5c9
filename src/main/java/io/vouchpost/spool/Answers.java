package io.vouchpost.spool;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import io.vouchpost.smtp.Reply;
import io.vouchpost.smtp.StatusCode;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What was answered, for a second copy of the same message. */
final class Answers {
    private static final String FIND =
            "SELECT fingerprint, message, code, enhanced, lines, at FROM spool_answers WHERE fingerprint = ANY ($1::text[])";

    private final Pool pool;
    private final Clock clock;
    private final GroupCommit<KeepStatement.Answer> together;
    private final GroupCommit<Question> questions;

    /** Every message is one: under load they share the round trip. */
    private record Question(String fingerprint, Map<String, Answered> answers) {}

    Answers(Vertx vertx, Pool pool, Clock clock) {
        this.pool = pool;
        this.clock = clock;
        this.together = new GroupCommit<>(
                vertx, answer -> 512, GroupCommit.blind(batch -> pool.preparedQuery(KeepStatement.ANSWERS)
                        .execute(KeepStatement.answers(batch))
                        .mapEmpty()));
        this.questions = new GroupCommit<>(vertx, question -> 64, GroupCommit.blind(this::ask));
    }

    Future<Optional<Answered>> find(String fingerprint, Duration within) {
        var since = clock.instant().minus(within);
        var question = new Question(fingerprint, new ConcurrentHashMap<>());
        return questions.add(question).map(asked -> Optional.ofNullable(
                        question.answers().get(fingerprint))
                .filter(answer -> answer.at().isAfter(since)));
    }

    private Future<Void> ask(List<Question> together) {
        var fingerprints = together.stream().map(Question::fingerprint).toArray(String[]::new);
        return pool.preparedQuery(FIND).execute(Tuple.of(fingerprints)).map(rows -> {
            rows.forEach(row -> together.stream()
                    .filter(question -> question.fingerprint().equals(row.getString("fingerprint")))
                    .forEach(question -> question.answers().put(question.fingerprint(), answered(row))));
            return null;
        });
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
