package io.vouchpost.clients;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;

/** The message that all clients submit: with lines that start with dots, white space at the end, and 8-bit characters. */
final class Letter {
    static final String FROM = Attempt.USER;
    static final List<String> TO = List.of("bob@example.net", "carol@example.net");
    static final String SUBJECT = "To both of you";

    static final String TEXT = """
            Grüße aus Köln,
            .this line starts with a dot
            ..and this one with two
            .
            this one ends in white space:\040\040
            a tab:\t.

            The end.
            """.replace("\n", "\r\n");

    private static final String HEADER = """
            Date: Mon, 5 Oct 2026 09:00:00 +0200
            From: Alice <alice@example.org>
            To: bob@example.net, carol@example.net
            Message-ID: <letter@example.org>
            Subject: To both of you
            X-Spacing:   odd,\tand kept
            MIME-Version: 1.0
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: 8bit

            """.replace("\n", "\r\n");

    private Letter() {}

    /** As it has to arrive. */
    static String whole() {
        return HEADER + TEXT;
    }

    static byte[] octets() {
        return whole().getBytes(UTF_8);
    }

    /** For clients that take the lines of this system and send those of SMTP. */
    static String withLocalLines(String text) {
        return text.replace("\r\n", "\n");
    }
}
