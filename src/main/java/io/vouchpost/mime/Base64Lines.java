package io.vouchpost.mime;

import java.util.Base64;

/** Base64 (RFC 2045 §6.8) in lines of 76 characters. */
final class Base64Lines implements BodyEncoder {

    private static final int OCTETS_OF_A_LINE = 57;
    private static final byte[] CRLF = {'\r', '\n'};

    private final Base64.Encoder base64 = Base64.getEncoder();
    private final byte[] line = new byte[OCTETS_OF_A_LINE];
    private final byte[] encoded = new byte[76];
    private final Output output;
    private int length;
    private boolean begun;

    Base64Lines(Output output) {
        this.output = output;
    }

    @Override
    public void write(byte[] octets, int from, int to) {
        for (int at = from; at < to; ) {
            int count = Math.min(OCTETS_OF_A_LINE - length, to - at);
            System.arraycopy(octets, at, line, length, count);
            length += count;
            at += count;
            if (length == OCTETS_OF_A_LINE) {
                flush(line);
            }
        }
    }

    private void flush(byte[] octets) {
        if (begun) {
            output.lineEnd();
        }
        begun = true;
        output.write(encoded, 0, base64.encode(octets, encoded));
        length = 0;
    }

    @Override
    public void lineEnd() {
        write(CRLF, 0, CRLF.length);
    }

    @Override
    public void finish() {
        if (length > 0) {
            byte[] rest = new byte[length];
            System.arraycopy(line, 0, rest, 0, length);
            flush(rest);
        }
    }

    @Override
    public void finishMessage() {
        finish();
        if (begun) {
            output.lineEnd();
        }
    }
}
