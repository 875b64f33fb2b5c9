package io.vouchpost.mime;

/** What is done to an entity: to its {@code Content-Transfer-Encoding} field (RFC 2045 §6), and to its body. */
enum Treatment {
    KEEP(""),
    /** A composite that was labelled 8bit or binary for what is in it, and is no longer. */
    RELABEL("7bit"),
    QUOTED_PRINTABLE("quoted-printable"),
    BASE64("base64");

    private final String encoding;

    Treatment(String encoding) {
        this.encoding = encoding;
    }

    /** The header field, with its CRLF. */
    String field() {
        return "Content-Transfer-Encoding: " + encoding + "\r\n";
    }

    /** How the octets of a leaf are written. */
    BodyEncoder encoder(Output output) {
        return switch (this) {
            case KEEP, RELABEL -> new Verbatim(output);
            case QUOTED_PRINTABLE -> new QuotedPrintable(output);
            case BASE64 -> new Base64Lines(output);
        };
    }
}
