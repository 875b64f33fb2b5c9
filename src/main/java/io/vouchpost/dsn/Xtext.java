package io.vouchpost.dsn;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The encodings that ENVID= and ORCPT= come in. What is decoded can hold anything. */
final class Xtext {
    /** RFC 6533 §3, EmbeddedUnicodeChar. */
    private static final Pattern EMBEDDED = Pattern.compile("\\\\x\\{([0-9A-Fa-f]{2,6})}");

    private Xtext() {}

    /** RFC 3461 §4: {@code +} and two hexadecimal digits stand for an octet. What is not that stays as it is. */
    static String decode(String xtext) {
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
    static String decodeInternational(String text) {
        return EMBEDDED.matcher(text).replaceAll(found -> {
            int c = Integer.parseInt(found.group(1), 16);
            boolean isCharacter = Character.isValidCodePoint(c) && Character.getType(c) != Character.SURROGATE;
            return Matcher.quoteReplacement(isCharacter ? Character.toString(c) : "?");
        });
    }

    /** RFC 6533 §3, utf-8-addr-xtext: ASCII only. */
    static String encodeInternational(String address) {
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
