package io.vouchpost.mime;

import io.vouchpost.message.Content;

/** What became of a message that was to go out in 7 bits. */
public sealed interface Conversion {

    /** No octet is above 127: it can go as it is. */
    record Unchanged() implements Conversion {}

    /**
     * A second content, without octets above 127. The first one is as it was.
     *
     * @param content whoever gets it releases it, besides the original
     */
    record Converted(Content content) implements Conversion {}

    /**
     * It would be damaged, or nobody could say what it means: it goes back to the sender (554 5.6.3, RFC 3463 §3.7).
     *
     * @param reason in words for the sender, ASCII, one line, quoting nothing of the message
     */
    record Impossible(String reason) implements Conversion {}
}
