package io.vouchpost.dsn;

import io.vouchpost.smtp.Mailbox;
import io.vouchpost.smtp.Xtext;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An address with its type (RFC 3464 §2.3.1), decoded.
 *
 * @param type {@code rfc822}, {@code utf-8}, or what a client made up
 */
record TypedAddress(String type, String address) {
    private static final Pattern ORIGINAL = Pattern.compile("([A-Za-z0-9-]{1,40});(.{1,1000})", Pattern.DOTALL);
    private static final String UTF_8 = "utf-8";
    /** A path has 256 octets at most (RFC 5321 §4.5.3.1.3); other types of addresses may be longer. */
    private static final int LONGEST = 500;

    static TypedAddress of(Mailbox mailbox) {
        return new TypedAddress(mailbox.isAscii() ? "rfc822" : UTF_8, mailbox.toString());
    }

    /** What ORCPT= said; empty when it is nothing of the kind. */
    static Optional<TypedAddress> ofOriginal(String original) {
        var parts = ORIGINAL.matcher(original);
        if (!parts.matches()) {
            return Optional.empty();
        }
        var type = parts.group(1).toLowerCase(Locale.ROOT);
        var address = parts.group(2);
        return Optional.of(new TypedAddress(
                type, type.equals(UTF_8) ? Xtext.decodeInternational(address) : Xtext.decode(address)));
    }

    /** As it stands in a field, on one line. */
    String in(Form form) {
        return type + "; "
                + (type.equals(UTF_8) ? international(form) : Printable.address(address, LONGEST, Form.ASCII));
    }

    private String international(Form form) {
        var written = written(LONGEST, form);
        return written.getBytes(StandardCharsets.UTF_8).length <= 900 ? written : written(80, form);
    }

    private String written(int limit, Form form) {
        var clean = Printable.address(address, limit, Form.UTF_8);
        return form == Form.UTF_8 ? clean : Xtext.encodeInternational(clean);
    }
}
