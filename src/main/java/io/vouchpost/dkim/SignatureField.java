package io.vouchpost.dkim;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.vouchpost.dkim.HeaderFields.Field;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/** Writes a {@code DKIM-Signature:} field (RFC 6376 §3.5), folded so that lines have 78 octets at most where they can. */
final class SignatureField {
    private static final String NAME = "DKIM-Signature";
    private static final int LONGEST_LINE = 78;

    private final StringBuilder text = new StringBuilder(900).append(NAME).append(':');
    private int column = text.length();

    private SignatureField() {}

    /**
     * @param bodyHash SHA-256 of the canonical body
     * @param time for the tag {@code t=}, in full seconds
     * @return ended by CRLF, ASCII
     */
    static String of(SigningKey key, SignedFields fields, byte[] bodyHash, Instant time) {
        Base64.Encoder base64 = Base64.getEncoder();
        SignatureField field = new SignatureField();
        field.put(" v=1;");
        field.put(" a=" + key.algorithm().tag() + ";");
        field.put(" c=relaxed/relaxed;");
        field.put(" d=" + key.domain() + ";");
        field.put(" s=" + key.selector() + ";");
        field.put(" t=" + time.getEpochSecond() + ";");
        field.putNames(fields.names());
        field.put(" bh=" + base64.encodeToString(bodyHash) + ";");
        field.put(" b=");
        byte[] signed = (fields.canonical() + field.canonical()).getBytes(ISO_8859_1);
        field.putSignature(base64.encodeToString(key.sign(signed)));
        return field.text.append("\r\n").toString();
    }

    /** As it is signed itself: with an empty {@code b=}, and without a line end (RFC 6376 §3.7). */
    private String canonical() {
        String body = text.substring(NAME.length() + 1);
        return new Field("dkim-signature", body).relaxed();
    }

    /** White space may stand around each colon. */
    private void putNames(List<String> names) {
        put(" h=" + names.get(0));
        for (String name : names.subList(1, names.size())) {
            text.append(':');
            column++;
            if (column + name.length() + 1 > LONGEST_LINE) {
                fold();
            }
            text.append(name);
            column += name.length();
        }
        text.append(';');
        column++;
    }

    /** White space may stand anywhere within base64. */
    private void putSignature(String base64) {
        int at = 0;
        while (at < base64.length()) {
            if (column >= LONGEST_LINE) {
                fold();
            }
            int end = Math.min(base64.length(), at + LONGEST_LINE - column);
            text.append(base64, at, end);
            column += end - at;
            at = end;
        }
    }

    /** @param tag with a space before it, which folds where the line is full */
    private void put(String tag) {
        if (column + tag.length() > LONGEST_LINE) {
            text.append("\r\n");
            column = 0;
        }
        text.append(tag);
        column += tag.length();
    }

    private void fold() {
        text.append("\r\n ");
        column = 1;
    }
}
