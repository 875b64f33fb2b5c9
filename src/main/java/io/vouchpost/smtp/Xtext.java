package io.vouchpost.smtp;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Encoded values of parameters (RFC 3461 §4, RFC 6533 §3). They are kept as written, but once decoded they stand in the
 * header fields of reports: so nothing passes that means a control character. Decoding bears anything, and what comes of it
 * can hold anything.
 */
public final class Xtext {
    /** Characters from ! to ~ but + and =, and +HH for what they leave out: a space, or one of the two. */
    private static final Pattern PRINTABLE = Pattern.compile("(?:[!-*,-<>-~]|\\+(?:[2-6][0-9A-F]|7[0-9A-E]))+");

    private static final Pattern ADDRESS_TYPE = Pattern.compile("[A-Za-z0-9._-]{1,40}");
    /** RFC 6533 §3: an escaped code point, or any other character; + = and the backslash are always escaped. */
    private static final Pattern UNICODE =
            Pattern.compile("\\\\x\\{([0-9A-F]{2,6})}|[!-*,-<>-\\[\\]-~]|[^\\x00-\\x{9f}]");

    /** RFC 6533 §3, EmbeddedUnicodeChar. */
    private static final Pattern EMBEDDED = Pattern.compile("\\\\x\\{([0-9A-Fa-f]{2,6})}");

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
        return isCharacter(codePoint) && !Character.isISOControl(codePoint);
    }

    private static boolean isCharacter(int codePoint) {
        return Character.isValidCodePoint(codePoint) && Character.getType(codePoint) != Character.SURROGATE;
    }

    /** RFC 3461 §4; what is not ASCII as UTF-8. */
    public static String encode(String text) {
        var xtext = new StringBuilder();
        for (byte octet : text.getBytes(UTF_8)) {
            if (octet >= '!' && octet <= '~' && octet != '+' && octet != '=') {
                xtext.append((char) octet);
            } else {
                xtext.append(String.format(Locale.ROOT, "+%02X", octet));
            }
        }
        return xtext.toString();
    }

    /** RFC 3461 §4: {@code +} and two hexadecimal digits stand for an octet. What is not that stays as it is. */
    public static String decode(String xtext) {
        var octets = new ByteArrayOutputStream(xtext.length());
        for (int at = 0; at < xtext.length(); at++) {
            char c = xtext.charAt(at);
            int high = c == '+' && at + 2 < xtext.length() ? Character.digit(xtext.charAt(at + 1), 16) : -1;
            int low = high < 0 ? -1 : Character.digit(xtext.charAt(at + 2), 16);
            if (low >= 0) {
                octets.write(high * 16 + low);
                at += 2;
            } else {
                octets.writeBytes(String.valueOf(c).getBytes(UTF_8));
            }
        }
        return octets.toString(UTF_8);
    }

    /** RFC 6533 §3, utf-8-addr-xtext or utf-8-addr-unitext. */
    public static String decodeInternational(String text) {
        return EMBEDDED.matcher(text).replaceAll(found -> {
            int c = Integer.parseInt(found.group(1), 16);
            return Matcher.quoteReplacement(isCharacter(c) ? Character.toString(c) : "?");
        });
    }

    /** RFC 6533 §3, utf-8-addr-xtext: ASCII only. */
    public static String encodeInternational(String address) {
        var encoded = new StringBuilder();
        address.codePoints().forEach(c -> {
            if (c > ' ' && c < 0x7f && "\\+=".indexOf(c) < 0) {
                encoded.append((char) c);
            } else {
                encoded.append(String.format(Locale.ROOT, "\\x{%02X}", c));
            }
        });
        return encoded.toString();
    }
}
