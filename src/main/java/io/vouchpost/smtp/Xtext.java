package io.vouchpost.smtp;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Encoded values of parameters (RFC 3461 §4, RFC 6533 §3). They are kept as written, but once decoded they stand in the
 * header fields of reports: so nothing passes that means a control character.
 */
final class Xtext {
    /** Characters from ! to ~ but + and =, and +HH for what they leave out: a space, or one of the two. */
    private static final Pattern PRINTABLE = Pattern.compile("(?:[!-*,-<>-~]|\\+(?:[2-6][0-9A-F]|7[0-9A-E]))+");

    private static final Pattern ADDRESS_TYPE = Pattern.compile("[A-Za-z0-9._-]{1,40}");
    /** RFC 6533 §3: an escaped code point, or any other character; + = and the backslash are always escaped. */
    private static final Pattern UNICODE =
            Pattern.compile("\\\\x\\{([0-9A-F]{2,6})}|[!-*,-<>-\\[\\]-~]|[^\\x00-\\x{9f}]");

    private Xtext() {}

    /**
     * @param longest in characters, as written
     */
    static boolean isPrintable(String text, int longest) {
        return text.length() <= longest && PRINTABLE.matcher(text).matches();
    }

    /** {@code addr-type;address} (RFC 3461 §4.2), at most 500 characters. */
    static boolean isTypedAddress(String text) {
        int semicolon = text.indexOf(';');
        if (semicolon < 0 || text.length() > 500) {
            return false;
        }
        String type = text.substring(0, semicolon);
        String address = text.substring(semicolon + 1);
        return ADDRESS_TYPE.matcher(type).matches()
                && (type.equalsIgnoreCase("utf-8")
                        ? isUnicode(address)
                        : PRINTABLE.matcher(address).matches());
    }

    private static boolean isUnicode(String address) {
        Matcher next = UNICODE.matcher(address);
        int at = 0;
        while (next.find() && next.start() == at) {
            if (next.group(1) != null && !isGraphic(Integer.parseInt(next.group(1), 16))) {
                return false;
            }
            at = next.end();
        }
        return at > 0 && at == address.length();
    }

    private static boolean isGraphic(int codePoint) {
        return Character.isValidCodePoint(codePoint)
                && !Character.isISOControl(codePoint)
                && Character.getType(codePoint) != Character.SURROGATE;
    }
}
