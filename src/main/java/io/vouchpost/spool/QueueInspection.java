package io.vouchpost.spool;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import io.vouchpost.database.Database;
import io.vouchpost.spool.Inspected.Recipient;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Reads one message with its recipients and their time lines. */
final class QueueInspection {
    /** Ours are in upper case, whatever is typed; exactly so is better. */
    private static final String MESSAGE = """
            SELECT id, account, reverse_path, body, smtp_utf8, returned, envelope_id, require_tls, submitter, octets,
                accepted, finished
            FROM spool_messages WHERE id IN ($1, $2) ORDER BY id = $1 DESC LIMIT 1
            """;

    private static final String RECIPIENTS = """
            SELECT number, forward_path, notify, original, route, state, due, attempts, possibly_delivered, holder, report
            FROM spool_recipients WHERE message = $1 ORDER BY number LIMIT $2
            """;
    private static final String NOTES = """
            SELECT asked.number, n.at, n.kind, n.host, n.reply
            FROM unnest($2::int[]) AS asked (number) CROSS JOIN LATERAL (
                SELECT at, kind, host, reply FROM spool_notes
                WHERE message = $1 AND number = asked.number ORDER BY at DESC LIMIT $3) n
            ORDER BY asked.number, n.at
            """;

    private final SqlClient client;

    QueueInspection(SqlClient client) {
        this.client = client;
    }

    Future<Optional<Inspected>> find(String reference) {
        return run(MESSAGE, Tuple.of(reference, reference.toUpperCase(Locale.ROOT)))
                .compose(rows -> rows.size() == 0
                        ? Future.succeededFuture(Optional.empty())
                        : read(rows.iterator().next()).map(Optional::of));
    }

    private Future<Inspected> read(Row message) {
        var id = message.getString("id");
        return run(RECIPIENTS, Tuple.of(id, Inspected.MOST_RECIPIENTS)).compose(recipients -> {
            var numbers =
                    recipients.stream().map(row -> row.getInteger("number")).toArray(Integer[]::new);
            return run(NOTES, Tuple.of(id).addArrayOfInteger(numbers).addInteger(Inspected.MOST_NOTES))
                    .map(notes -> inspected(
                            message,
                            recipients,
                            notes.stream()
                                    .collect(Collectors.groupingBy(
                                            row -> row.getInteger("number"),
                                            Collectors.mapping(SpoolRows::note, Collectors.toList())))));
        });
    }

    private static Inspected inspected(Row row, RowSet<Row> recipients, Map<Integer, List<Note>> notes) {
        var terms = new ArrayList<String>();
        terms.add("BODY=" + row.getString("body"));
        if (row.getBoolean("smtp_utf8")) {
            terms.add("SMTPUTF8");
        }
        if (row.getBoolean("require_tls")) {
            terms.add("REQUIRETLS");
        }
        parameter(row, "RET", "returned").ifPresent(terms::add);
        parameter(row, "ENVID", "envelope_id").ifPresent(terms::add);
        parameter(row, "AUTH", "submitter").ifPresent(terms::add);
        return new Inspected(
                row.getString("id"),
                row.getString("account"),
                row.getString("reverse_path"),
                terms,
                row.getLong("octets"),
                row.getOffsetDateTime("accepted").toInstant(),
                Optional.ofNullable(row.getOffsetDateTime("finished")).map(time -> time.toInstant()),
                recipients.stream()
                        .map(recipient ->
                                recipient(recipient, notes.getOrDefault(recipient.getInteger("number"), List.of())))
                        .toList());
    }

    private static Recipient recipient(Row row, List<Note> notes) {
        var terms = new ArrayList<String>();
        var notify = row.getArrayOfStrings("notify");
        if (notify.length > 0) {
            terms.add("NOTIFY=" + String.join(",", notify));
        }
        parameter(row, "ORCPT", "original").ifPresent(terms::add);
        return new Recipient(
                row.getInteger("number"),
                row.getString("forward_path"),
                terms,
                row.getString("route"),
                State.valueOf(row.getString("state")),
                row.getOffsetDateTime("due").toInstant(),
                row.getInteger("attempts"),
                row.getBoolean("possibly_delivered"),
                row.getString("holder") != null,
                Optional.ofNullable(row.getString("report")).map(Report::valueOf),
                notes);
    }

    private static Optional<String> parameter(Row row, String keyword, String column) {
        return Optional.ofNullable(row.getString(column)).map(value -> keyword + "=" + value);
    }

    private Future<RowSet<Row>> run(String sql, Tuple parameters) {
        return client.preparedQuery(sql).execute(parameters).timeout(Database.PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
