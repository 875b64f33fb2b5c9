package io.vouchpost.message;

import io.vouchpost.message.Authors.Doubt;
import io.vouchpost.smtp.Mailbox;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Gathers the authors from the fields of a header section, and the first doubt about them. */
final class AuthorFields {

    private final List<Mailbox> from = new ArrayList<>();
    private final List<Mailbox> sender = new ArrayList<>();
    private Optional<Doubt> doubt = Optional.empty();
    private int fromFields;
    private int senderFields;

    void addFrom(AddressField field) {
        fromFields++;
        from.addAll(field.mailboxes());
        field.doubt().ifPresent(reason -> doubt("From", reason));
    }

    void addSender(AddressField field) {
        senderFields++;
        sender.addAll(field.mailboxes());
        field.doubt().ifPresent(reason -> doubt("Sender", reason));
    }

    void doubt(String field, String reason) {
        if (doubt.isEmpty()) {
            doubt = Optional.of(new Doubt(field, reason));
        }
    }

    Authors authors() {
        return new Authors(from, sender, fromFields > 1 || senderFields > 1, doubt);
    }
}
