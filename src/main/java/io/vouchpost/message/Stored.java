package io.vouchpost.message;

/** What became of a message that was given to a {@link ContentWriter}. */
public sealed interface Stored {

    /** It is here, all of it. Whoever gets it releases it. */
    record Whole(Content content) implements Stored {}

    /**
     * It is not here, and nothing of it is kept: 452 4.3.1.
     *
     * @param rule the setting that was hit, such as {@code limits.diskBytes}
     * @param seen the value that hit it, in words for an operator
     * @param remedy what to do about it
     */
    record NoRoom(String rule, String seen, String remedy) implements Stored {}
}
