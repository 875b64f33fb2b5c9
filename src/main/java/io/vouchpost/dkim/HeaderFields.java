package io.vouchpost.dkim;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The fields of a header section, from top to bottom. One character stands for each octet.
 */
record HeaderFields(List<Field> all) {

    /**
     * @param name in lower case
     * @param body what follows the colon, folds included, without the last CRLF
     */
    record Field(String name, String body) {

        /** The "relaxed" canonical form (RFC 6376 §3.4.2), without CRLF. */
        String relaxed() {
            StringBuilder canonical = new StringBuilder(name.length() + 1 + body.length())
                    .append(name)
                    .append(':');
            int start = canonical.length();
            boolean space = false;
            for (int at = 0; at < body.length(); at++) {
                char octet = body.charAt(at);
                if (octet == ' ' || octet == '\t') {
                    space = true;
                } else if (octet == '\r' && body.startsWith("\r\n", at)) {
                    at++; // of a fold
                } else {
                    if (space && canonical.length() > start) {
                        canonical.append(' ');
                    }
                    space = false;
                    canonical.append(octet);
                }
            }
            return canonical.toString();
        }
    }

    HeaderFields {
        all = List.copyOf(all);
    }

    /**
     * @param section lines ended by CRLF, without the empty one; anything
     * @return empty where a line is no field of RFC 5322: the next hop or a receiver will mend that, each in its own way,
     *     so that no signature would survive (RFC 6376 §3.8)
     */
    static Optional<HeaderFields> read(String section) {
        List<Field> fields = new ArrayList<>();
        int at = 0;
        while (at < section.length()) {
            int end = endOfField(section, at);
            String field = section.substring(at, end);
            int colon = field.indexOf(':');
            String name = colon < 0 ? "" : field.substring(0, colon).stripTrailing();
            if (isName(name)) {
                fields.add(new Field(name.toLowerCase(Locale.ROOT), field.substring(colon + 1)));
            } else if (!field.startsWith("From ")) { // which begins a message in an mbox file, and is no field
                return Optional.empty();
            }
            at = end + 2;
        }
        return Optional.of(new HeaderFields(fields));
    }

    /** All fields of that name, from bottom to top: the order in which they are signed (RFC 6376 §5.4.2). */
    List<Field> named(String name) {
        List<Field> found = new ArrayList<>(1);
        all.stream().filter(field -> field.name.equals(name)).forEach(found::add);
        Collections.reverse(found);
        return found;
    }

    /** Where the CRLF is behind which no white space follows. */
    private static int endOfField(String section, int from) {
        for (int at = section.indexOf("\r\n", from); at >= 0; at = section.indexOf("\r\n", at + 2)) {
            char next = at + 2 < section.length() ? section.charAt(at + 2) : 'x';
            if (next != ' ' && next != '\t') {
                return at;
            }
        }
        return section.length();
    }

    /** RFC 5322 §3.6.8. */
    private static boolean isName(String name) {
        return !name.isEmpty() && name.chars().allMatch(octet -> octet > ' ' && octet < 0x7f);
    }
}
