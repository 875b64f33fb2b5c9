package io.vouchpost.mime;

/** Writes the body of a part in one of the transfer encodings; one that keeps nothing back has nothing to do at the end. */
interface BodyEncoder {

    /** The next octets; no line end that counts is among them. */
    void write(byte[] octets, int from, int to);

    /** A CRLF that belongs to the body. */
    void lineEnd();

    /** The end of the body; a CRLF follows that does not belong to it, and then a delimiter line. */
    default void finish() {}

    /** The end of the body and of the message, whose last line is to be ended. */
    default void finishMessage() {}
}
