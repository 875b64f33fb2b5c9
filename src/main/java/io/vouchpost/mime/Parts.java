package io.vouchpost.mime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.vouchpost.mime.Container.Match;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Follows the structure of a message as it streams by: header sections, bodies, and the delimiter lines between them (RFC 2046
 * §5.1.1). A delimiter of an outer multipart ends the inner ones, closed or not. Total, and holds one header section, one
 * line, and what encloses the part it is in.
 */
final class Parts {

    /** What is more is opaque. */
    private static final int LARGEST_HEADER = 256 * 1024;

    private static final int DEEPEST = 32;
    private static final int MOST = 10_000;

    /** Is told of everything, in order; what it is told makes up the message, octet by octet. */
    interface Visitor {

        /** A header section with the empty line that ends it; its entity is number so and so of the message. */
        void header(int ordinal, Entity entity);

        /** A line of the body of the last entity; for a multipart, before its first or behind its last part. */
        void body(Line line);

        void delimiter(Line line);

        /** From here on, programs may disagree on the structure. */
        void doubt(String reason);
    }

    private final Visitor visitor;
    private final Lines lines = new Lines(this::line);
    private final List<Container> enclosing = new ArrayList<>();
    private final ByteArrayOutputStream header = new ByteArrayOutputStream();
    private boolean inHeader = true;
    private int entities;

    Parts(Visitor visitor) {
        this.visitor = visitor;
    }

    void take(byte[] octets) {
        lines.take(octets);
    }

    /** Called when all octets were given. */
    void finish() {
        lines.finish();
        endHeaders();
        leave(0);
    }

    /** The containers around where we are, outermost first. */
    List<Container> enclosing() {
        return enclosing;
    }

    private void line(Line line) {
        if (line.first() && isDelimiter(line)) {
            visitor.delimiter(line);
        } else if (inHeader) {
            headerLine(line);
        } else {
            visitor.body(line);
        }
    }

    private boolean isDelimiter(Line line) {
        boolean doubtful = false;
        for (int i = enclosing.size() - 1; i >= 0; i--) {
            Match match = enclosing.get(i).match(line);
            doubtful |= match == Match.DOUBTFUL;
            if (match == Match.NEXT_PART || match == Match.LAST) {
                endHeadersEarly();
                leave(i + 1);
                inHeader = match == Match.NEXT_PART;
                return true;
            }
        }
        if (doubtful) {
            visitor.doubt("a line in it is a MIME boundary to some mail programs and not to others");
        }
        return false;
    }

    private void leave(int depth) {
        while (enclosing.size() > depth) {
            if (enclosing.remove(enclosing.size() - 1).isHollow()) {
                visitor.doubt("it has a MIME multipart without parts");
            }
        }
    }

    private void headerLine(Line line) {
        if (header.size() + line.length() > LARGEST_HEADER) {
            endHeader(Entity.opaque(header.toString(ISO_8859_1), "a header section in it is too large"));
            visitor.body(line);
            return;
        }
        header.write(line.octets(), line.from(), line.length());
        if (line.ending() == Line.Ending.CRLF) {
            header.write('\r');
            header.write('\n');
        }
        if (line.isBlank()) {
            endHeader(read());
        }
    }

    /** Allowed (RFC 2046 §5.1.1 leaves the body out), but to many programs the delimiter is then a line of the header. */
    private void endHeadersEarly() {
        if (inHeader) {
            visitor.doubt("a header section in it is not ended by an empty line");
        }
        endHeaders();
    }

    /** That of a message ends there, too, and the empty one of what should be in it. */
    private void endHeaders() {
        while (inHeader) {
            endHeader(read());
        }
    }

    private Entity read() {
        String octets = header.toString(ISO_8859_1);
        Entity entity = Entity.read(octets, position());
        if (clashes(entity)) {
            visitor.doubt("two MIME multiparts in each other have the same boundary");
        }
        return objection(entity).map(reason -> Entity.opaque(octets, reason)).orElse(entity);
    }

    private Entity.Position position() {
        if (entities == 0) {
            return Entity.Position.SUBMITTED;
        }
        Container around = enclosing.get(enclosing.size() - 1);
        if (around.entity().kind() instanceof Kind.Message) {
            return Entity.Position.ENCLOSED_MESSAGE;
        }
        return around.isDigest() ? Entity.Position.PART_OF_DIGEST : Entity.Position.PART;
    }

    private boolean clashes(Entity entity) {
        return entity.kind() instanceof Kind.Multipart inner
                && enclosing.stream().anyMatch(outer -> outer.clashesWith(inner.boundary()));
    }

    private Optional<String> objection(Entity entity) {
        if (entities >= MOST) {
            return Optional.of("it has more than " + MOST + " MIME parts");
        }
        boolean composite = entity.kind() instanceof Kind.Multipart || entity.kind() instanceof Kind.Message;
        return composite && enclosing.size() >= DEEPEST
                ? Optional.of("its MIME parts are nested more than " + DEEPEST + " deep")
                : Optional.empty();
    }

    private void endHeader(Entity entity) {
        header.reset();
        int ordinal = entities++;
        visitor.header(ordinal, entity);
        inHeader = entity.kind() instanceof Kind.Message;
        if (inHeader || entity.kind() instanceof Kind.Multipart) {
            enclosing.add(new Container(ordinal, entity));
        }
    }
}
