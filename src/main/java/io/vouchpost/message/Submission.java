package io.vouchpost.message;

import io.vouchpost.smtp.Envelope;

/**
 * A message that was submitted and may be posted onward.
 *
 * @param id names the message in logs, in {@code Received:} and in the audit trail
 * @param account who submitted it
 * @param envelope where it goes
 * @param trace header fields put in front of the content, each line ended by CRLF: {@code Received:}, and {@code Date:}
 *     and {@code Message-ID:} where the client left them out (RFC 6409 §8)
 * @param content the message itself, unchanged
 */
public record Submission(String id, String account, Envelope envelope, String trace, Content content) {}
