package io.vouchpost.delivery;

import io.vouchpost.message.Content;
import io.vouchpost.message.Submission;
import io.vouchpost.smtp.Envelope.BodyType;
import java.nio.charset.StandardCharsets;

/**
 * A message as it goes out to one next hop.
 *
 * @param trace header fields in front of the content, each line ended by CRLF
 * @param body what BODY= says of it, where the next hop has 8BITMIME
 * @param release gives back what was made for this attempt alone; run once, when nobody reads it any more. The content of
 *     the submission itself is not ours to release.
 */
record Outgoing(String trace, Content content, BodyType body, Runnable release) {

    static Outgoing asItIs(Submission submission) {
        return new Outgoing(
                submission.trace(), submission.content(), submission.envelope().body(), () -> {});
    }

    /** RFC 1870 §6: in octets, with their CRLFs and without stuffing. */
    long size() {
        return trace.getBytes(StandardCharsets.UTF_8).length + content.size();
    }
}
