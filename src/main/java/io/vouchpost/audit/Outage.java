package io.vouchpost.audit;

/** A sink is away, or does not work for now: nothing is wrong with the events, which are tried again. */
final class Outage extends Exception {
    private static final long serialVersionUID = 1L;

    Outage(Throwable cause) {
        super(cause.toString(), cause);
    }
}
