package io.vouchpost.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** What a client sends after 354, written as plainly as RFC 5321 §4.5.2 says it, to test the decoder against. */
public final class DotStuffing {

    private DotStuffing() {}

    /** @param content octets whose last line, if any, is ended by CRLF */
    public static byte[] onTheWire(byte[] content) {
        ByteArrayOutputStream wire = new ByteArrayOutputStream(content.length + 64);
        boolean lineStart = true;
        for (byte octet : content) {
            if (lineStart && octet == '.') {
                wire.write('.');
            }
            wire.write(octet);
            lineStart = octet == '\n';
        }
        wire.writeBytes(".\r\n".getBytes(StandardCharsets.US_ASCII));
        return wire.toByteArray();
    }
}
