package io.vouchpost.mime;

/**
 * Quoted-printable (RFC 2045 §6.7) for text: line ends stay line ends, longer lines are broken softly. mime4j has a stream for
 * it, but that may begin the line behind a soft break with two hyphens, where they could be taken for a delimiter line.
 */
final class QuotedPrintable implements BodyEncoder {

    /** Rule 5 allows 76, the last one of which is kept for the sign of a soft break. */
    private static final int ROOM = 75;

    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'};

    private final Output output;
    private int column;
    private byte blank; // white space not yet written, because it must not stand at the end of a line; 0 for none
    private boolean afterSoftBreak;

    QuotedPrintable(Output output) {
        this.output = output;
    }

    @Override
    public void write(byte[] octets, int from, int to) {
        for (int at = from; at < to; at++) {
            byte octet = octets[at];
            if (blank != 0) {
                literal(blank);
                blank = 0;
            }
            if (octet == ' ' || octet == '\t') {
                blank = octet;
            } else if (octet > ' ' && octet < 0x7f && octet != '=') {
                literal(octet);
            } else {
                escaped(octet);
            }
        }
    }

    private void literal(byte octet) {
        makeRoom(1);
        // a dot would have to be stuffed (RFC 5321 §4.5.2), and not all that stuff also unstuff
        if (column == 0 && (octet == '.' || (octet == '-' && afterSoftBreak))) {
            escaped(octet);
            return;
        }
        output.write(octet);
        column++;
    }

    private void escaped(byte octet) {
        makeRoom(3);
        output.write('=');
        output.write(HEX[(octet >> 4) & 0xf]);
        output.write(HEX[octet & 0xf]);
        column += 3;
    }

    private void makeRoom(int octets) {
        if (column + octets > ROOM) {
            softBreak();
        }
    }

    private void softBreak() {
        output.write('=');
        output.lineEnd();
        column = 0;
        afterSoftBreak = true;
    }

    @Override
    public void lineEnd() {
        finish();
        output.lineEnd();
        column = 0;
        afterSoftBreak = false;
    }

    @Override
    public void finish() {
        if (blank != 0) {
            escaped(blank);
            blank = 0;
        }
    }

    @Override
    public void finishMessage() {
        finish();
        if (column > 0) {
            softBreak();
        }
    }
}
