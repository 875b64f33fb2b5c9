package io.vouchpost.mime;

/**
 * What stands before the first and behind the last part of a multipart. Nobody is to read it (RFC 2046 §5.1.1), and no
 * encoding can be given for it: a question mark for each octet above 127 is better than a bounce.
 */
record Masked(Output output) implements BodyEncoder {

    @Override
    public void write(byte[] octets, int from, int to) {
        for (int at = from; at < to; at++) {
            output.write(octets[at] < 0 ? '?' : octets[at]);
        }
    }

    @Override
    public void lineEnd() {
        output.lineEnd();
    }
}
