package io.vouchpost.dkim;

import io.vouchpost.dkim.HeaderFields.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which fields of a header are signed (RFC 6376 §5.4.1): those that say who wrote to whom, when, about what, and how to
 * read the body; not those that gateways add.
 *
 * @param names for the tag {@code h=}, in lower case
 * @param canonical the fields in the order of their names, each ended by CRLF, one character for each octet
 */
record SignedFields(List<String> names, String canonical) {

    /**
     * A message may have each of them once (RFC 5322 §3.6), and mail programs show one of two, each its own choice. So
     * those that are there are named once more than they are: nobody can add another (RFC 6376 §8.15).
     */
    private static final List<String> ONCE = List.of(
            "from",
            "sender",
            "reply-to",
            "to",
            "cc",
            "subject",
            "date",
            "message-id",
            "in-reply-to",
            "references",
            "mime-version",
            "content-type",
            "content-transfer-encoding");

    private static final List<String> ANY_NUMBER = List.of(
            "resent-from",
            "resent-sender",
            "resent-to",
            "resent-cc",
            "resent-date",
            "resent-message-id",
            "list-id",
            "list-help",
            "list-subscribe",
            "list-unsubscribe",
            "list-unsubscribe-post", // wants both signed: RFC 8058 §4
            "list-post",
            "list-owner",
            "list-archive");

    /** No sensible message has as many, and the tag {@code h=} has to stay a size that others accept. */
    private static final int MOST = 200;

    SignedFields {
        names = List.copyOf(names);
    }

    /**
     * @return empty without exactly one {@code From:}, or with more fields than anybody needs
     */
    static Optional<SignedFields> of(HeaderFields header) {
        List<String> names = new ArrayList<>();
        StringBuilder canonical = new StringBuilder();
        for (String name : ONCE) {
            if (add(header.named(name), names, canonical)) {
                names.add(name);
            }
        }
        for (String name : ANY_NUMBER) {
            add(header.named(name), names, canonical);
        }
        return header.named("from").size() == 1 && names.size() <= MOST
                ? Optional.of(new SignedFields(names, canonical.toString()))
                : Optional.empty();
    }

    private static boolean add(List<Field> fields, List<String> names, StringBuilder canonical) {
        for (Field field : fields) {
            names.add(field.name());
            canonical.append(field.relaxed()).append("\r\n");
        }
        return !fields.isEmpty();
    }
}
