package io.vouchpost.mime;

/** How the body of an entity (RFC 2045 §2.4) is read. */
sealed interface Kind {

    /**
     * Octets that may be encoded.
     *
     * @param treatment how, if there are any above 127
     */
    record Leaf(Treatment treatment) implements Kind {}

    /**
     * Parts between delimiter lines (RFC 2046 §5.1).
     *
     * @param boundary 1 to 200 printable ASCII characters
     * @param digest whether a part without a type is a message (RFC 2046 §5.1.5)
     */
    record Multipart(String boundary, boolean digest) implements Kind {}

    /** A message of its own (RFC 2046 §5.2.1), which is read like the one around it. */
    record Message() implements Kind {}

    /**
     * Octets that have to stay as they are.
     *
     * @param reason why, in words for the sender of the message
     */
    record Opaque(String reason) implements Kind {}
}
