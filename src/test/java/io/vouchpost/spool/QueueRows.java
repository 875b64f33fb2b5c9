package io.vouchpost.spool;

import static io.vouchpost.database.TestDatabase.await;

import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;

/** Puts rows into the tables of the spool as they may be found there, and looks at single values. */
public final class QueueRows {
    private final Pool pool;

    public QueueRows(Pool pool) {
        this.pool = pool;
    }

    /** From alice@example.org, with content in one piece, and counted in the room. */
    public QueueRows message(String id, String account, Instant accepted) {
        run("""
                INSERT INTO spool_messages (id, account, reverse_path, body, smtp_utf8, returned, envelope_id, require_tls,
                    trace, octets, leading_dots, accepted)
                VALUES ($1, $2, 'alice@example.org', '8BITMIME', false, 'FULL', 'QQ314', true, '', 1000, false, $3)
                """, Tuple.of(id, account, accepted.atOffset(ZoneOffset.UTC)));
        run("INSERT INTO spool_chunks (message, position, octets) VALUES ($1, 0, 'x')", Tuple.of(id));
        return run(
                "UPDATE spool_room SET messages = messages + 1, octets = octets + 1000 WHERE part = 3", Tuple.tuple());
    }

    /** Of a message that is there; what a state needs beside, it has. */
    public QueueRows recipient(String message, int number, String path, String route, State state, Instant due) {
        return run("""
                INSERT INTO spool_recipients (message, number, account, accepted, forward_path, notify, route, state, due, attempts,
                    gateway, lease_end)
                SELECT id, $2, account, accepted, $3, '{}', $4, $5, $6, 2,
                    CASE $5 WHEN 'LEASED' THEN '00000000-0000-0000-0000-000000000001'::uuid END,
                    CASE $5 WHEN 'LEASED' THEN $6 + interval '1 hour' END
                FROM spool_messages WHERE id = $1
                """, Tuple.of(message, number, path, route, state.name(), due.atOffset(ZoneOffset.UTC)));
    }

    public QueueRows note(String message, int number, Note note) {
        return run(
                "INSERT INTO spool_notes (message, number, at, kind, host, reply) VALUES ($1, $2, $3, $4, $5, $6)",
                Tuple.of(
                        message,
                        number,
                        note.at().atOffset(ZoneOffset.UTC),
                        note.kind().name(),
                        note.host(),
                        note.reply()));
    }

    public QueueRows run(String sql, Tuple parameters) {
        await(pool.preparedQuery(sql).execute(parameters));
        return this;
    }

    /** The one value, as text; empty for null and where there is no row. */
    public Optional<String> value(String sql, Object... parameters) {
        var rows = await(pool.preparedQuery(sql).execute(Tuple.from(parameters)));
        return rows.size() == 0
                ? Optional.empty()
                : Optional.ofNullable(rows.iterator().next().getValue(0)).map(String::valueOf);
    }
}
