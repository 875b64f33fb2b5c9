package io.vouchpost.mime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.List;

/** The second reading: writes the message as the survey has planned it. */
final class Rewriter implements Parts.Visitor {

    private final Parts parts = new Parts(this);
    private final List<Treatment> treatments;
    private final Output output;
    private final BodyEncoder aroundParts;
    private BodyEncoder encoder;
    private boolean lineEnded; // its CRLF is not written yet: in front of a delimiter line it belongs to that

    Rewriter(List<Treatment> treatments, Output output) {
        this.treatments = treatments;
        this.output = output;
        this.aroundParts = new Masked(output);
        this.encoder = aroundParts;
    }

    /** The next octets of the message. */
    void take(byte[] octets) {
        parts.take(octets);
    }

    /** Called when all octets were given; everything has been written then. */
    void finish() {
        parts.finish();
        endLine();
        encoder.finishMessage();
        output.flush();
    }

    @Override
    public void header(int ordinal, Entity entity) {
        Treatment treatment = treatments.get(ordinal);
        byte[] header = entity.treated(treatment).getBytes(ISO_8859_1);
        output.write(header, 0, header.length);
        encoder = entity.kind() instanceof Kind.Multipart ? aroundParts : treatment.encoder(output);
    }

    @Override
    public void body(Line line) {
        endLine();
        encoder.write(line.octets(), line.from(), line.to());
        lineEnded = line.ending() == Line.Ending.CRLF;
    }

    private void endLine() {
        if (lineEnded) {
            encoder.lineEnd();
            lineEnded = false;
        }
    }

    @Override
    public void delimiter(Line line) {
        encoder.finish();
        if (lineEnded) {
            output.lineEnd();
            lineEnded = false;
        }
        output.write(line.octets(), line.from(), line.to());
        if (line.ending() == Line.Ending.CRLF) {
            output.lineEnd();
        }
        encoder = aroundParts;
    }

    @Override
    public void doubt(String reason) {
        throw new IllegalStateException("the survey had no doubt");
    }
}
