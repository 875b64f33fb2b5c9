package io.vouchpost.message;

import io.vouchpost.smtp.Mailbox;
import java.util.List;
import java.util.Optional;

/**
 * Who a header says wrote and sent the message (RFC 5322 §3.6.2).
 *
 * @param from the mailboxes of all {@code From:} fields, in order
 * @param sender the mailboxes of all {@code Sender:} fields
 * @param repeated whether {@code From:} or {@code Sender:} stands there more than once, where RFC 5322 §3.6 wants one
 * @param doubt the name of the field and why it could be read in more than one way, or not at all; then the lists may
 *     lack what a recipient's mail program would show, and the message is to be refused. Quotes nothing of the message
 */
public record Authors(List<Mailbox> from, List<Mailbox> sender, boolean repeated, Optional<Doubt> doubt) {

    /**
     * @param field {@code From} or {@code Sender}
     * @param reason in words for an operator
     */
    public record Doubt(String field, String reason) {}

    public Authors {
        from = List.copyOf(from);
        sender = List.copyOf(sender);
    }

    public boolean unparsable() {
        return doubt.isPresent();
    }
}
