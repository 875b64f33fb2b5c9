package io.vouchpost.smtp;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;

/**
 * A mailbox {@code local-part@domain} (RFC 5321 §2.3.11), as it was written. The domain is compared without regard to
 * case; so is the local part here, because no provider today gives {@code Alice@} and {@code alice@} to different people
 * and treating them as different would let one send as the other in the eyes of a reader.
 *
 * @param localPart in its unquoted form
 * @param domain a domain name, an A-label or U-label, or an address literal in brackets
 */
public record Mailbox(String localPart, String domain) {

    /**
     * The form to compare and to store by: everything in lower case and in Unicode form C, in which identities are kept.
     * A-labels and U-labels stay what they are.
     */
    public String normalized() {
        return compose(compose(localPart + "@" + domain).toLowerCase(Locale.ROOT));
    }

    private static String compose(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFC);
    }

    /** True when the mailbox can be written in ASCII only, that is without SMTPUTF8 (RFC 6531). */
    public boolean isAscii() {
        return localPart.chars().allMatch(c -> c < 0x80) && domain.chars().allMatch(c -> c < 0x80);
    }

    /** As it stands in a path, the local part quoted where RFC 5321 §4.1.2 needs it. */
    @Override
    public String toString() {
        return (isDotString() ? localPart : quoted()) + "@" + domain;
    }

    /** Exactly what {@link #toString} wrote, whatever it was made of; empty where that wrote something else. */
    public static Optional<Mailbox> parse(String written) {
        if (!written.startsWith("\"")) {
            int at = written.indexOf('@');
            return at < 0
                    ? Optional.empty()
                    : Optional.of(new Mailbox(written.substring(0, at), written.substring(at + 1)));
        }
        var unquoted = new StringBuilder();
        for (int i = 1; i < written.length(); i++) {
            char c = written.charAt(i);
            if (c == '"') {
                return written.startsWith("@", i + 1)
                        ? Optional.of(new Mailbox(unquoted.toString(), written.substring(i + 2)))
                        : Optional.empty();
            }
            if (c == '\\' && ++i < written.length()) {
                c = written.charAt(i);
            }
            unquoted.append(c);
        }
        return Optional.empty();
    }

    private boolean isDotString() {
        return !localPart.isEmpty()
                && !localPart.startsWith(".")
                && !localPart.endsWith(".")
                && !localPart.contains("..")
                && localPart.chars().allMatch(c -> c == '.' || isAtext(c));
    }

    private String quoted() {
        return '"' + localPart.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** RFC 5322 §3.2.3 atext, with the non-ASCII characters that RFC 6531 §3.3 adds. */
    static boolean isAtext(int c) {
        return c >= 0x80
                || (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || "!#$%&'*+-/=?^_`{|}~".indexOf(c) >= 0;
    }
}
