package io.vouchpost.spool;

import io.vouchpost.message.Submission;
import io.vouchpost.smtp.Reply;
import java.util.List;
import java.util.Optional;

/**
 * A message to be kept.
 *
 * @param recipients one for each recipient of the envelope, in that order
 * @param answer what the client is told; kept under the fingerprint for a second copy
 */
public record Kept(Submission submission, List<Entry> recipients, Optional<Reply> answer) {

    public Kept {
        recipients = List.copyOf(recipients);
    }

    /**
     * @param route by name
     */
    public record Entry(String route, Progress progress) {}
}
