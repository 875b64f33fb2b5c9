package io.vouchpost.spool;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Notes what became of recipients, of several parcels in one commit. That something was delivered is true whoever has it by
 * now, so it is noted in any case. Noting the same twice changes nothing.
 */
final class Recording {
    private static final String RECORD = """
            WITH given AS MATERIALIZED (
                SELECT * FROM unnest($1::text[], $2::integer[], $3::text[], $4::timestamptz[], $5::text[], $6::timestamptz[],
                    $7::text[], $8::text[], $9::text[]) AS g (message, number, state, due, report, at, kind, host, reply)),
            locked AS MATERIALIZED (
                SELECT id FROM spool_messages WHERE id = ANY ($1::text[]) ORDER BY id FOR UPDATE),
            changed AS (
                UPDATE spool_recipients r SET
                    state = g.state, due = g.due,
                    attempts = r.attempts + CASE WHEN g.state IN ('READY', 'HELD') THEN 0 ELSE 1 END,
                    holder = CASE g.state WHEN 'HELD' THEN 'breaker' END,
                    gateway = NULL, lease_end = NULL,
                    possibly_delivered = r.possibly_delivered OR g.kind IS NOT DISTINCT FROM 'LOST',
                    warned = r.warned OR g.report IS NOT DISTINCT FROM 'DELAY',
                    -- that it is late is no news when it is there
                    report = CASE WHEN g.report IS NULL AND g.state NOT IN ('DELIVERED', 'FAILED', 'REMOVED')
                        THEN r.report ELSE g.report END
                FROM given g JOIN locked l ON l.id = g.message
                WHERE r.message = g.message AND r.number = g.number
                  AND ((r.state = 'LEASED' AND r.gateway = $10)
                    OR (g.state = 'DELIVERED' AND r.state IN ('READY', 'WAITING', 'LEASED', 'HELD')))
                RETURNING r.message, r.number),
            noted AS (
                INSERT INTO spool_notes (message, number, at, kind, host, reply)
                SELECT g.message, g.number, g.at, g.kind, g.host, g.reply
                FROM given g JOIN locked l ON l.id = g.message
                WHERE g.kind IS NOT NULL
                  AND ((g.message, g.number) IN (SELECT message, number FROM changed) OR g.state = 'DELIVERED')
                  AND NOT EXISTS (SELECT FROM spool_notes n WHERE n.message = g.message AND n.number = g.number
                      AND n.at = g.at AND n.kind = g.kind AND n.host = g.host))
            SELECT
            """ + KeepStatement.DURABLE;

    private final Pool pool;
    private final Leases leases;
    private final GroupCommit<Work> together;

    private record Work(Parcel parcel, List<Progress> progress) {}

    private record Row(String message, int number, Progress progress) {
        Optional<Note> note() {
            return progress.note();
        }
    }

    Recording(Vertx vertx, Pool pool, Leases leases) {
        this.pool = pool;
        this.leases = leases;
        this.together =
                new GroupCommit<>(vertx, work -> 256L * work.progress().size(), GroupCommit.blind(this::commit));
    }

    Future<Void> record(Parcel parcel, List<Progress> progress) {
        if (progress.size() != parcel.standings().size()) {
            return Future.failedFuture(new IllegalArgumentException("one progress for each recipient is wanted"));
        }
        return together.add(new Work(parcel, progress)).onSuccess(done -> leases.letGo(parcel));
    }

    private Future<Void> commit(List<Work> batch) {
        var rows = new ArrayList<Row>();
        for (var work : batch) {
            for (int i = 0; i < work.progress().size(); i++) {
                rows.add(new Row(
                        work.parcel().submission().id(),
                        work.parcel().standings().get(i).number(),
                        work.progress().get(i)));
            }
        }
        return pool.preparedQuery(RECORD)
                .execute(new Columns()
                        .texts(rows, Row::message)
                        .integers(rows, Row::number)
                        .texts(rows, row -> row.progress().state().name())
                        .times(rows, row -> row.progress().due())
                        .optionalTexts(rows, row -> row.progress().report().map(Enum::name))
                        .optionalTimes(rows, row -> row.note().map(Note::at))
                        .optionalTexts(
                                rows, row -> row.note().map(note -> note.kind().name()))
                        .optionalTexts(rows, row -> row.note().map(Note::host))
                        .optionalTexts(rows, row -> row.note().map(Note::reply))
                        .one(leases.gateway())
                        .tuple())
                .mapEmpty();
    }
}
