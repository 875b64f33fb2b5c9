package io.vouchpost.guard;

import io.vertx.core.Future;

/** Does with the mail in the spool, and with the people concerned, what the breaker has decided. */
public interface Custody {

    /**
     * Holds what waits in the spool of this account; what is on its way to the next hop just now is not touched.
     *
     * @param why for the time lines
     * @return how many recipients
     */
    Future<Integer> hold(String account, String why);

    /**
     * What is still held of an account whose breaker is over goes out, or is removed; what has come in after its end goes out
     * in either case.
     */
    Future<Integer> settle(String account, Tripped.Ending ending);

    /** Completed when the letter is safe in the spool. */
    Future<Void> post(Letter letter);
}
