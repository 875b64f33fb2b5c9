package io.vouchpost.mime;

/** Octet by octet as it was. */
record Verbatim(Output output) implements BodyEncoder {

    @Override
    public void write(byte[] octets, int from, int to) {
        output.write(octets, from, to);
    }

    @Override
    public void lineEnd() {
        output.lineEnd();
    }
}
