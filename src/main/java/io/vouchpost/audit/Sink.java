package io.vouchpost.audit;

import java.util.List;

/** A place where events are written. Called by one thread, its own; may block. */
interface Sink extends AutoCloseable {
    /** For the log: {@code "audit: the database …"}. */
    String name();

    /**
     * Writes them, in their order.
     *
     * @return how many could not be written, and never can be
     * @throws Exception where it may succeed later: it is tried again with the same ones
     * @throws RuntimeException where it is for the entries and not for the sink, an {@link Outage}, that it failed: each is
     *     tried once more by itself, and lost if that fails, too. Some may have been written before
     */
    int write(List<Entry> entries) throws Exception;

    /** Called each minute or so, and before the first events: to remove what is too old. */
    default void tidy() throws Exception {}

    @Override
    void close();
}
