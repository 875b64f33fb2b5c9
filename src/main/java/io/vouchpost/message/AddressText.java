package io.vouchpost.message;

import java.util.Optional;

/**
 * An address list as a careless reader sees it: comments and quoted strings cut out, except a quoted string right before
 * an {@code @}, which is a local part. Against it the careful reading is checked.
 *
 * @param bare what is left
 * @param doubt whether something was cut out that a careless reader might take for an address
 */
record AddressText(String bare, Optional<String> doubt) {

    static AddressText of(String text) {
        StringBuilder bare = new StringBuilder(text.length());
        boolean hidden = false;
        for (int at = 0; at < text.length(); ) {
            char first = text.charAt(at);
            int end = first == '"' ? endOfQuoted(text, at) : first == '(' ? endOfComment(text, at) : at + 1;
            String part = text.substring(at, end);
            if (end == at + 1 || (first == '"' && text.startsWith("@", end))) {
                bare.append(part);
            } else {
                bare.append(' ');
                hidden |= hides(part);
            }
            at = end;
        }
        return new AddressText(
                bare.toString(), hidden ? Optional.of("an address in a comment or a quoted string") : Optional.empty());
    }

    /** An address alone is a common display name; in a comment, or with angle brackets, it is a trap. */
    private static boolean hides(String part) {
        boolean angle = part.indexOf('<') >= 0;
        boolean address = part.indexOf('@') >= 0;
        return part.startsWith("(") ? angle || address : angle && address;
    }

    private static int endOfQuoted(String text, int from) {
        for (int at = from + 1; at < text.length(); at++) {
            switch (text.charAt(at)) {
                case '\\' -> at++;
                case '"' -> {
                    return at + 1;
                }
                default -> {}
            }
        }
        return text.length();
    }

    private static int endOfComment(String text, int from) {
        int depth = 0;
        for (int at = from; at < text.length(); at++) {
            switch (text.charAt(at)) {
                case '\\' -> at++;
                case '(' -> depth++;
                case ')' -> {
                    if (--depth == 0) {
                        return at + 1;
                    }
                }
                default -> {}
            }
        }
        return text.length();
    }

    /** How many addresses a careless reader would count. */
    int addresses() {
        return (int) bare.chars().filter(c -> c == '@').count();
    }

    /** Whether the address stands there in one piece. */
    boolean holds(String localPart, String domain) {
        String quoted = localPart.replace("\\", "\\\\").replace("\"", "\\\"");
        return bare.contains(localPart + "@" + domain) || bare.contains('"' + quoted + "\"@" + domain);
    }
}
