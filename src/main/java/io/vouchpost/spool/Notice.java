package io.vouchpost.spool;

import io.vouchpost.message.Submission;
import io.vouchpost.smtp.Recipient;
import java.time.Instant;
import java.util.List;

/**
 * A message whose sender is to be told something.
 *
 * @param submission as it was accepted, with all its recipients
 */
public record Notice(Submission submission, Instant accepted, List<About> recipients) {

    public Notice {
        recipients = List.copyOf(recipients);
    }

    /**
     * @param notes its time line, the oldest first
     */
    public record About(int number, Recipient recipient, Report report, List<Note> notes) {

        public About {
            notes = List.copyOf(notes);
        }
    }
}
