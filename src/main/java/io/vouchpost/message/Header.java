package io.vouchpost.message;

/** What the header section of a message says, as far as a submission server has to know. */
public sealed interface Header {

    /** More octets than {@code limits.headerBytes}: 552 5.3.4. */
    record TooLarge() implements Header {}

    /**
     * @param hasDate whether there is a {@code Date:}
     * @param hasMessageId whether there is a {@code Message-ID:}
     * @param received how many {@code Received:} there are
     * @param authors who wrote it
     */
    record Fields(boolean hasDate, boolean hasMessageId, int received, Authors authors) implements Header {

        /** RFC 5321 §6.3: a server that counts to detect loops allows 100 at least. Then 554 5.4.6. */
        public boolean isLooping() {
            return received > 100;
        }
    }
}
