package io.vouchpost.spool;

import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vouchpost.message.Submission;
import io.vouchpost.smtp.Envelope;
import io.vouchpost.smtp.Mailbox;
import io.vouchpost.smtp.Recipient;
import io.vouchpost.smtp.Terms;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Rows back to what they were made of. */
final class SpoolRows {
    /** Of {@code spool_messages m}. */
    static final String MESSAGE = " m.id, m.account, m.reverse_path, m.body, m.smtp_utf8, m.returned, m.envelope_id,"
            + " m.require_tls, m.submitter, m.trace, m.octets, m.leading_dots, m.accepted, m.released,"
            + " greatest(m.accepted, m.released) AS begun ";

    private SpoolRows() {}

    static Submission submission(Row row, List<Recipient> recipients, Pool pool) {
        var id = row.getString("id");
        var terms = new Terms(
                Optional.ofNullable(row.getString("returned")).map(Terms.Return::valueOf),
                Optional.ofNullable(row.getString("envelope_id")),
                row.getBoolean("require_tls"),
                Optional.ofNullable(row.getString("submitter")),
                Optional.empty()); // it has been held
        var reversePath = row.getString("reverse_path");
        return new Submission(
                id,
                row.getString("account"),
                new Envelope(
                        reversePath.isEmpty() ? Optional.empty() : Optional.of(mailbox(reversePath)),
                        recipients,
                        Envelope.BodyType.valueOf(row.getString("body")),
                        row.getBoolean("smtp_utf8"),
                        terms),
                row.getString("trace"),
                new StoredContent(pool, id, row.getLong("octets"), row.getBoolean("leading_dots")),
                Optional.ofNullable(row.getOffsetDateTime("released")).map(OffsetDateTime::toInstant),
                Optional.empty());
    }

    static Recipient recipient(Row row) {
        return new Recipient(
                mailbox(row.getString("forward_path")),
                Arrays.stream(row.getArrayOfStrings("notify"))
                        .map(Recipient.Occasion::valueOf)
                        .collect(Collectors.toSet()),
                Optional.ofNullable(row.getString("original")));
    }

    static Note note(Row row) {
        return new Note(
                row.getOffsetDateTime("at").toInstant(),
                Note.Kind.valueOf(row.getString("kind")),
                row.getString("host"),
                row.getString("reply"));
    }

    private static Mailbox mailbox(String written) {
        return Mailbox.parse(written)
                .orElseThrow(() -> new IllegalStateException("not written by this program: " + written));
    }
}
