package io.vouchpost.spool;

import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import io.vouchpost.message.Submission;
import io.vouchpost.smtp.Mailbox;
import io.vouchpost.smtp.Recipient;
import io.vouchpost.smtp.Reply;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The statement that puts messages into the spool, with everything that belongs to them: one round trip, one commit. */
final class KeepStatement {
    /** A list in one text, for an array of arrays has to be rectangular in SQL. Neither has it in its elements. */
    static final String SEPARATOR = "\n";

    /** Waits for the disk whatever the database is set to by default. */
    static final String DURABLE = """
            set_config('synchronous_commit', CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on'
                ELSE current_setting('synchronous_commit') END, true)""";

    /** One that is already there stays as it is: a second try is harmless. */
    private static final String MESSAGES = """
            WITH messages AS (
                INSERT INTO spool_messages (id, account, reverse_path, body, smtp_utf8, returned, envelope_id,
                    require_tls, submitter, trace, octets, leading_dots, released, accepted)
                SELECT m.*, $14::timestamptz
                FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::boolean[], $6::text[], $7::text[],
                    $8::boolean[], $9::text[], $10::text[], $11::bigint[], $12::boolean[],
                    $13::timestamptz[]) AS m
                ON CONFLICT (id) DO NOTHING
                RETURNING id, accepted, octets),
            recipients AS (
                INSERT INTO spool_recipients (message, number, account, accepted, forward_path, notify, original, route,
                    state, due, report, warned, attempts, possibly_delivered, holder)
                SELECT r.message, r.number, r.account, m.accepted, r.forward_path, string_to_array(r.notify, E'\\n'), r.original,
                    r.route, r.state, r.due, r.report, r.report IS NOT DISTINCT FROM 'DELAY',
                    CASE WHEN e.kind IN ('DELIVERED', 'REFUSED', 'DEFERRED', 'LOST') THEN 1 ELSE 0 END,
                    e.kind IS NOT DISTINCT FROM 'LOST',
                    -- before it is there no operator can hold it
                    CASE r.state WHEN 'HELD' THEN 'breaker' END
                FROM unnest($15::text[], $16::integer[], $17::text[], $18::text[], $19::text[], $20::text[], $21::text[],
                    $22::text[], $23::timestamptz[], $24::text[])
                    AS r (message, number, account, forward_path, notify, original, route, state, due, report)
                JOIN messages m ON m.id = r.message
                LEFT JOIN unnest($25::text[], $26::integer[], $28::text[]) AS e (message, number, kind)
                    ON e.message = r.message AND e.number = r.number),
            notes AS (
                INSERT INTO spool_notes (message, number, at, kind, host, reply)
                SELECT n.message, n.number, n.at, n.kind, n.host, n.reply
                FROM unnest($25::text[], $26::integer[], $27::timestamptz[], $28::text[], $29::text[], $30::text[])
                    AS n (message, number, at, kind, host, reply)
                JOIN messages m ON m.id = n.message)
            """;

    /** Messages with their content. */
    static final String WHOLE = MESSAGES + """
            , chunks AS (
                INSERT INTO spool_chunks (message, position, octets)
                SELECT c.message, 0, c.octets FROM unnest($31::text[], $32::bytea[]) AS c (message, octets)
                JOIN messages m ON m.id = c.message
                WHERE octet_length(c.octets) > 0),
            answers AS (
            """ + remember(33) + """
            )
            SELECT (SELECT count(*) FROM messages),
                spool_take_room((SELECT count(*) FROM messages), (SELECT coalesce(sum(octets), 0) FROM messages)::bigint),
            """ + DURABLE;

    /** A message whose content follows, in the same transaction. */
    static final String HEAD = MESSAGES + "SELECT count(*) FROM messages";

    /** Ends such a transaction: only now is anything locked that others may wait for. */
    static final String TAIL = "WITH answers AS (" + remember(1) + """
            )
            SELECT spool_take_room(1, $7),
            """ + DURABLE;

    /** An answer alone. Losing one in a crash costs at most a second copy, which nobody has been promised not to get. */
    static final String ANSWERS =
            "WITH answers AS (" + remember(1) + ") SELECT set_config('synchronous_commit', 'off', true)";

    private KeepStatement() {}

    /** With parameters from this number on. */
    private static String remember(int first) {
        return String.format(Locale.ROOT, """
            INSERT INTO spool_answers (fingerprint, message, code, enhanced, lines, at)
                SELECT DISTINCT ON (a.fingerprint) a.fingerprint, a.message, a.code, a.enhanced,
                    string_to_array(a.lines, E'\\n'), a.at
                FROM unnest($%d::text[], $%d::text[], $%d::integer[], $%d::text[], $%d::text[], $%d::timestamptz[])
                    AS a (fingerprint, message, code, enhanced, lines, at)
                ORDER BY a.fingerprint, a.at
                ON CONFLICT (fingerprint) DO UPDATE SET message = excluded.message, code = excluded.code,
                    enhanced = excluded.enhanced, lines = excluded.lines, at = excluded.at
                    WHERE spool_answers.at < excluded.at
            """, first, first + 1, first + 2, first + 3, first + 4, first + 5);
    }

    record Answer(String fingerprint, String message, Reply reply, Instant at) {}

    private record Row(Submission submission, int number, Kept.Entry entry) {
        Recipient recipient() {
            return submission.envelope().recipients().get(number);
        }

        static List<Row> of(Kept kept) {
            var rows = new ArrayList<Row>();
            if (kept.recipients().size()
                    != kept.submission().envelope().recipients().size()) {
                throw new IllegalArgumentException("one entry for each recipient is wanted");
            }
            for (int number = 0; number < kept.recipients().size(); number++) {
                rows.add(new Row(kept.submission(), number, kept.recipients().get(number)));
            }
            return rows;
        }
    }

    private record Event(String message, int number, Note note) {}

    /**
     * @param contents one for each
     */
    static Tuple whole(List<Kept> all, List<Buffer> contents, Instant now) {
        var columns = messages(all, now);
        columns.texts(all, kept -> kept.submission().id()).octets(contents, content -> content);
        return answers(columns, answers(all, now)).tuple();
    }

    static Tuple head(Kept kept, Instant now) {
        return messages(List.of(kept), now).tuple();
    }

    static Tuple tail(Kept kept, Instant now) {
        return answers(new Columns(), answers(List.of(kept), now))
                .one(kept.submission().content().size())
                .tuple();
    }

    static Tuple answers(List<Answer> answers) {
        return answers(new Columns(), answers).tuple();
    }

    private static Columns messages(List<Kept> all, Instant now) {
        var messages = all.stream().map(Kept::submission).toList();
        var rows = all.stream().flatMap(kept -> Row.of(kept).stream()).toList();
        var events = rows.stream()
                .flatMap(row -> row.entry().progress().note().stream()
                        .map(note -> new Event(row.submission().id(), row.number(), note)))
                .toList();
        return new Columns()
                .texts(messages, Submission::id)
                .texts(messages, Submission::account)
                .texts(
                        messages,
                        it -> it.envelope().reversePath().map(Mailbox::toString).orElse(""))
                .texts(messages, it -> it.envelope().body().name())
                .flags(messages, it -> it.envelope().smtpUtf8())
                .optionalTexts(messages, it -> it.envelope().terms().returned().map(Enum::name))
                .optionalTexts(messages, it -> it.envelope().terms().envelopeId())
                .flags(messages, it -> it.envelope().terms().requireTls())
                .optionalTexts(messages, it -> it.envelope().terms().submitter())
                .texts(messages, Submission::trace)
                .longs(messages, it -> it.content().size())
                .flags(messages, it -> it.content().hasLeadingDots())
                .optionalTimes(messages, Submission::release)
                .one(now)
                .texts(rows, row -> row.submission().id())
                .integers(rows, Row::number)
                .texts(rows, row -> row.submission().account())
                .texts(rows, row -> row.recipient().mailbox().toString())
                .texts(rows, row -> row.recipient().occasions().stream()
                        .map(Enum::name)
                        .sorted()
                        .collect(Collectors.joining(SEPARATOR)))
                .optionalTexts(rows, row -> row.recipient().original())
                .texts(rows, row -> row.entry().route())
                .texts(rows, row -> row.entry().progress().state().name())
                .times(rows, row -> row.entry().progress().due())
                .optionalTexts(rows, row -> row.entry().progress().report().map(Enum::name))
                .texts(events, Event::message)
                .integers(events, Event::number)
                .times(events, event -> event.note().at())
                .texts(events, event -> event.note().kind().name())
                .texts(events, event -> event.note().host())
                .texts(events, event -> event.note().reply());
    }

    private static List<Answer> answers(List<Kept> all, Instant now) {
        return all.stream()
                .flatMap(kept -> kept.answer().stream().flatMap(reply -> kept.submission().fingerprint().stream()
                        .map(fingerprint ->
                                new Answer(fingerprint, kept.submission().id(), reply, now))))
                .toList();
    }

    private static Columns answers(Columns columns, List<Answer> answers) {
        return columns.texts(answers, Answer::fingerprint)
                .texts(answers, Answer::message)
                .integers(answers, answer -> answer.reply().code())
                .texts(answers, answer -> answer.reply().status().enhanced())
                .texts(answers, answer -> String.join(SEPARATOR, answer.reply().lines()))
                .times(answers, Answer::at);
    }
}
