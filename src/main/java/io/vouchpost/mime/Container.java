package io.vouchpost.mime;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** An entity that others are in: a multipart, until its closing delimiter was seen and then for its epilogue, or a message. */
final class Container {

    enum Match {
        NONE,
        /** Some programs take such a line for a delimiter (RFC 2046 §5.1.1 has it so), many do not. */
        DOUBTFUL,
        NEXT_PART,
        LAST
    }

    private final int ordinal;
    private final Entity entity;
    private final String boundary; // empty for a message
    private final byte[] delimiter;
    private boolean begun;
    private boolean closed;

    Container(int ordinal, Entity entity) {
        this.ordinal = ordinal;
        this.entity = entity;
        this.boundary = entity.kind() instanceof Kind.Multipart multipart ? multipart.boundary() : "";
        this.delimiter = ("--" + boundary).getBytes(US_ASCII);
    }

    int ordinal() {
        return ordinal;
    }

    Entity entity() {
        return entity;
    }

    boolean isDigest() {
        return entity.kind() instanceof Kind.Multipart multipart && multipart.digest();
    }

    /** A multipart in which there is no part. */
    boolean isHollow() {
        return !boundary.isEmpty() && !begun;
    }

    /** Whether delimiter lines of the one could be those of the other. */
    boolean clashesWith(String other) {
        return boundary.equals(other) || boundary.equals(other + "--") || other.equals(boundary + "--");
    }

    Match match(Line line) {
        if (boundary.isEmpty() || closed || !line.startsWith(delimiter)) {
            return Match.NONE;
        }
        if (!line.isWhole()) {
            return Match.DOUBTFUL;
        }
        byte[] octets = line.octets();
        int from = line.from() + delimiter.length;
        int to = line.to();
        while (to > from && (octets[to - 1] == ' ' || octets[to - 1] == '\t')) {
            to--; // transport padding
        }
        if (from == to) {
            begun = true;
            return Match.NEXT_PART;
        }
        closed = to - from == 2 && octets[from] == '-' && octets[from + 1] == '-';
        return closed ? Match.LAST : Match.DOUBTFUL;
    }
}
