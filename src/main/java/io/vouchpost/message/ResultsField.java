package io.vouchpost.message;

import java.net.IDN;

/**
 * The body of an {@code Authentication-Results:} field (RFC 8601 §2.2), read as far as the authserv-id: who claims to have
 * checked. Comments, folding, quotes, a version and letters that look like others hide a name from one reader and not from
 * the next; so a field is somebody else's only where it says so clearly.
 */
final class ResultsField {
    private final String text;
    private int at;

    private ResultsField(String text) {
        this.text = text;
    }

    /**
     * @param body unfolded; may be cut off at its end
     * @param hostname the authserv-id that is ours
     */
    static boolean isClearlyOfAnother(String body, String hostname) {
        var field = new ResultsField(body);
        if (!field.skipComments()) {
            return false;
        }
        String id = field.token();
        int end = field.at;
        if (id.isEmpty() || !field.skipComments()) {
            return false;
        }
        String version = field.token();
        boolean parted = version.isEmpty() || field.at > end + version.length();
        return parted
                && version.chars().allMatch(c -> c >= '0' && c <= '9')
                && field.skipComments()
                && field.endsHere()
                && isAnother(id, hostname);
    }

    /** Empty where there is none, a quoted string among them: nobody who means a host name writes one. */
    private String token() {
        int start = at;
        while (at < text.length() && isTokenCharacter(text.charAt(at))) {
            at++;
        }
        return text.substring(start, at);
    }

    /** RFC 2045 §5.1, and the characters of other scripts (RFC 8601 §2.5 with RFC 6532), but nothing of an encoded word. */
    private static boolean isTokenCharacter(char c) {
        return c >= 0x80 || Character.isLetterOrDigit(c) || "!#$%&'*+-.^_`{|}~".indexOf(c) >= 0;
    }

    /** CFWS (RFC 5322 §3.2.2). False where a comment does not end. */
    private boolean skipComments() {
        int depth = 0;
        for (; at < text.length(); at++) {
            switch (text.charAt(at)) {
                case ' ', '\t' -> {}
                case '(' -> depth++;
                case ')' -> {
                    if (--depth < 0) {
                        return true;
                    }
                }
                case '\\' -> {
                    if (depth == 0) {
                        return true;
                    }
                    at++;
                }
                default -> {
                    if (depth == 0) {
                        return true;
                    }
                }
            }
        }
        return depth == 0;
    }

    private boolean endsHere() {
        return at == text.length() || text.charAt(at) == ';';
    }

    /** Compared as names are looked up: in lower case, as A-labels, without the dot of the root. */
    private static boolean isAnother(String id, String hostname) {
        String name = id.endsWith(".") ? id.substring(0, id.length() - 1) : id;
        try {
            return !IDN.toASCII(name).equalsIgnoreCase(IDN.toASCII(hostname));
        } catch (IllegalArgumentException noHostname) {
            return name.chars().allMatch(c -> c < 0x80) && !name.equalsIgnoreCase(hostname);
        }
    }
}
