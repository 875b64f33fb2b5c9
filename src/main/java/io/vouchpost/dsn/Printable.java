package io.vouchpost.dsn;

/**
 * Text from outside made fit to stand in a notification: one line, bounded, white space in single blanks. What next hops and
 * clients say can hold anything, line ends and the escape sequences of terminals included.
 */
final class Printable {
    private Printable() {}

    /**
     * @param limit in characters
     */
    static String ascii(String text, int limit) {
        return cleaned(text, limit, 0x7e);
    }

    /**
     * All of Unicode that is seen; not what turns the direction of writing around.
     *
     * @param limit in characters
     */
    static String unicode(String text, int limit) {
        return cleaned(text, limit, Character.MAX_CODE_POINT);
    }

    /**
     * An address, in which each blank counts.
     *
     * @param limit in characters
     */
    static String address(String text, int limit, Form form) {
        int highest = form == Form.UTF_8 ? Character.MAX_CODE_POINT : 0x7e;
        var cleaned = new StringBuilder();
        text.codePoints()
                .limit(limit)
                .map(c -> c == ' ' || (c <= highest && !isBlank(c) && isSeen(c)) ? c : '?')
                .forEach(cleaned::appendCodePoint);
        return cleaned.toString();
    }

    private static String cleaned(String text, int limit, int highest) {
        var cleaned = new StringBuilder();
        text.codePoints().limit(limit).forEach(c -> {
            if (!isBlank(c)) {
                cleaned.appendCodePoint(c <= highest && isSeen(c) ? c : '?');
            } else if (!cleaned.isEmpty() && cleaned.charAt(cleaned.length() - 1) != ' ') {
                cleaned.append(' ');
            }
        });
        return cleaned.toString().strip();
    }

    private static boolean isBlank(int c) {
        return Character.isISOControl(c) || Character.isWhitespace(c) || Character.isSpaceChar(c);
    }

    private static boolean isSeen(int c) {
        return switch (Character.getType(c)) {
            case Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
