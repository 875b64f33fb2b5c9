package io.vouchpost.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/**
 * A message to send through unchanged.
 *
 * @param name the name of its file, without {@code .eml}
 * @param octets CRLF line ends only, the last line ended, no NUL
 */
public record CorpusMessage(String name, byte[] octets) {

    /** One character for each octet. */
    String text() {
        return new String(octets, ISO_8859_1);
    }

    /** The octets behind the first empty line. */
    String body() {
        String text = text();
        int empty = text.indexOf("\r\n\r\n");
        return empty < 0 ? "" : text.substring(empty + 4);
    }

    @Override
    public String toString() {
        return name;
    }
}
