package io.vouchpost.mime;

import java.util.List;
import java.util.Optional;

/**
 * The header section of a message or of a part (RFC 2045 §2.4), and what it says of the body.
 *
 * @param header a character for each octet, with the empty line that ends it if there is one
 * @param kind how to read the body
 * @param encoding the {@code Content-Transfer-Encoding} field, if there is one
 * @param labelledEightBit whether that says 8bit or binary
 * @param missing fields without which the transfer encoding of the body would not be understood, each with its CRLF
 */
record Entity(String header, Kind kind, Optional<Field> encoding, boolean labelledEightBit, String missing) {

    /** Where an entity stands, which decides on what it is when it does not say so. */
    enum Position {
        /** The message that is being sent. */
        SUBMITTED,
        ENCLOSED_MESSAGE,
        PART,
        PART_OF_DIGEST
    }

    private static final String VERSION = "MIME-Version: 1.0\r\n";
    private static final String UNKNOWN_CHARSET = "Content-Type: text/plain; charset=unknown-8bit\r\n"; // RFC 1428 §3
    private static final List<String> SIGNATURES =
            List.of("dkim-signature", "domainkey-signature", "arc-message-signature");

    static Entity opaque(String header, String reason) {
        return new Entity(header, new Kind.Opaque(reason), Optional.empty(), false, "");
    }

    /** Reads anything. */
    static Entity read(String header, Position position) {
        if (header.startsWith(" ") || header.startsWith("\t")) {
            return opaque(header, "a header section in it starts with white space");
        }
        List<Field> fields = Field.of(header);
        if (position == Position.SUBMITTED && fields.stream().anyMatch(field -> SIGNATURES.contains(field.name()))) {
            return opaque(header, "its DKIM signature would be broken");
        }
        List<Field> types = named("content-type", fields);
        List<Field> encodings = named("content-transfer-encoding", fields);
        if (types.size() > 1 || encodings.size() > 1) {
            return opaque(header, "a header field of MIME is there twice");
        }
        Optional<Field> encoding = encodings.stream().findFirst();
        TransferEncoding label =
                encoding.map(field -> TransferEncoding.of(field.body(header))).orElse(TransferEncoding.SEVEN_BIT);
        Kind kind = types.isEmpty()
                ? ContentType.absent(position == Position.PART_OF_DIGEST, label)
                : ContentType.of(types.get(0).body(header), label);
        boolean message = position == Position.SUBMITTED || position == Position.ENCLOSED_MESSAGE;
        String missing = message && named("mime-version", fields).isEmpty()
                ? VERSION + (types.isEmpty() && encoding.isEmpty() ? UNKNOWN_CHARSET : "")
                : "";
        return new Entity(header, kind, encoding, label == TransferEncoding.EIGHT_BIT, missing);
    }

    private static List<Field> named(String name, List<Field> fields) {
        return fields.stream().filter(field -> field.name().equals(name)).toList();
    }

    /** The header section with its {@code Content-Transfer-Encoding} replaced, or added as the last field. */
    String treated(Treatment treatment) {
        if (treatment == Treatment.KEEP) {
            return header;
        }
        int end = Field.endOfFields(header);
        int from = encoding.map(Field::from).orElse(end);
        int to = encoding.map(Field::to).orElse(end);
        return header.substring(0, from)
                + treatment.field()
                + header.substring(to, end)
                + (treatment == Treatment.RELABEL ? "" : missing)
                + header.substring(end);
    }

    boolean hasEightBitHeader() {
        return header.chars().anyMatch(octet -> octet > 0x7f);
    }
}
