package io.vouchpost.guard;

/** Told of log-ins from where an account has never been seen. */
@FunctionalInterface
public interface Newcomers {
    /** Does not mind. */
    Newcomers IGNORED = (account, address, known) -> {};

    /**
     * Must not block.
     *
     * @param address the client's
     * @param known how many networks were familiar to the account before
     */
    void seen(String account, String address, int known);
}
