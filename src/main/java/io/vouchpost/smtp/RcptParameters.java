package io.vouchpost.smtp;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The parameters of RCPT that this server advertises: those of DSN (RFC 3461 §4.1, §4.2). */
final class RcptParameters {
    private final Set<Recipient.Occasion> occasions = EnumSet.noneOf(Recipient.Occasion.class);
    private Optional<String> original = Optional.empty();

    /** The reply is the objection to the first that is wrong. */
    Optional<Reply> read(String text) {
        return Parameters.read(text, this::accept);
    }

    Recipient recipient(Mailbox mailbox) {
        return new Recipient(mailbox, occasions, original);
    }

    private Optional<Reply> accept(String keyword, String value) {
        return switch (keyword) {
            case "NOTIFY" -> Parameters.unless(acceptOccasions(value), keyword);
            case "ORCPT" -> {
                original = Optional.of(value);
                yield Parameters.unless(Xtext.isTypedAddress(value), keyword);
            }
            default -> Optional.of(Replies.unknownParameter());
        };
    }

    private boolean acceptOccasions(String value) {
        for (String occasion : value.split(",", -1)) {
            switch (occasion.toUpperCase(Locale.ROOT)) {
                case "NEVER" -> occasions.add(Recipient.Occasion.NEVER);
                case "SUCCESS" -> occasions.add(Recipient.Occasion.SUCCESS);
                case "FAILURE" -> occasions.add(Recipient.Occasion.FAILURE);
                case "DELAY" -> occasions.add(Recipient.Occasion.DELAY);
                default -> {
                    return false;
                }
            }
        }
        return occasions.size() == 1 || !occasions.contains(Recipient.Occasion.NEVER);
    }
}
