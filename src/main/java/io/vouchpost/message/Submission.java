package io.vouchpost.message;

import io.vouchpost.smtp.Envelope;
import io.vouchpost.smtp.Recipient;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A message that was submitted and may be posted onward.
 *
 * @param id names the message in logs, in {@code Received:} and in the audit trail
 * @param account who submitted it
 * @param envelope where it goes
 * @param trace header fields put in front of the content, each line ended by CRLF: {@code Received:}, and {@code Date:}
 *     and {@code Message-ID:} where the client left them out (RFC 6409 §8)
 * @param content the message itself, unchanged
 * @param release not to be sent before (RFC 4865); empty: at once
 * @param fingerprint hexadecimal SHA-256 over account, envelope, {@code Message-ID:} and content, the same for a second
 *     copy; empty where the client gave no {@code Message-ID:}, or second copies are not looked for
 */
public record Submission(
        String id,
        String account,
        Envelope envelope,
        String trace,
        Content content,
        Optional<Instant> release,
        Optional<String> fingerprint) {

    /** The same message for these recipients only. */
    public Submission to(List<Recipient> some) {
        return new Submission(id, account, envelope.to(some), trace, content, release, fingerprint);
    }
}
