package io.vouchpost.dkim;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.time.Instant;

/** Signs messages that are there as a whole, without Vert.x. */
record Signing(Keyring keyring) {
    static final int HEADER_LIMIT = 65_536;

    /** In the past for each clock: verifiers refuse what comes from the future. */
    static final Instant TIME = Instant.parse("2024-05-06T07:08:09Z");

    static final String TRACE = "Received: from client.example ([192.0.2.7])\r\n\tby submit.example.org (Vouchpost)\r\n"
            + "\twith ESMTPSA id 4711;\r\n\tMon, 6 May 2024 09:08:09 +0200\r\n";

    String signatures(String trace, byte[] content) {
        return signatures(trace, content, content.length);
    }

    /** @param cut where the content is given in two pieces */
    String signatures(String trace, byte[] content, int cut) {
        Reading reading = new Reading(keyring, trace.getBytes(UTF_8), HEADER_LIMIT);
        Buffer all = Buffer.buffer(content);
        reading.add(all.slice(0, cut));
        reading.add(all.slice(cut, content.length));
        return reading.sign(TIME);
    }

    String signatures(String content) {
        return signatures(TRACE, content.getBytes(ISO_8859_1));
    }

    /** The message as it goes out. */
    byte[] signed(byte[] content) {
        return joined(signatures(TRACE, content), TRACE, content);
    }

    static byte[] joined(String signatures, String trace, byte[] content) {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        message.writeBytes(signatures.getBytes(UTF_8));
        message.writeBytes(trace.getBytes(UTF_8));
        message.writeBytes(content);
        return message.toByteArray();
    }
}
