package io.vouchpost.message;

import java.util.List;
import java.util.Optional;

/** What the header section of a message says, as far as a submission server has to know. */
public sealed interface Header {

    /** More octets than {@code limits.headerBytes}: 552 5.3.4. */
    record TooLarge() implements Header {}

    /**
     * White space begins it: a folded line that continues no field of its own, and so any that is put in front, as far as into
     * the date of a {@code Received:} (RFC 5322 §2.2.3, RFC 5321 §4.4). 554 5.6.0.
     */
    record BeginsFolded() implements Header {}

    /**
     * @param hasDate whether there is a {@code Date:}
     * @param messageId the body of the first {@code Message-ID:}, without white space around it, perhaps cut short
     * @param received how many {@code Received:} there are
     * @param authors who wrote it
     * @param forged where {@code Authentication-Results:} stand that claim to be ours, in order
     */
    record Fields(boolean hasDate, Optional<String> messageId, int received, Authors authors, List<Range> forged)
            implements Header {

        public Fields {
            forged = List.copyOf(forged);
        }

        public boolean hasMessageId() {
            return messageId.isPresent();
        }

        /** Then not all of the forged ones are known: 554 5.6.0. */
        public boolean hasTooManyForged() {
            return forged.size() > ForgedResults.MOST;
        }

        /** RFC 5321 §6.3: a server that counts to detect loops allows 100 at least. Then 554 5.4.6. */
        public boolean isLooping() {
            return received > 100;
        }
    }
}
