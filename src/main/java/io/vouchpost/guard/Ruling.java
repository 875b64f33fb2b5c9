package io.vouchpost.guard;

import java.time.Instant;

/** What the guard says. */
public sealed interface Ruling {

    /** Go on. */
    record Welcome() implements Ruling {}

    /**
     * Not now.
     *
     * @param rule the setting that was hit, such as {@code guard.accountFailures}
     * @param seen the value that hit it, in words for an operator
     * @param until when it opens again
     */
    record Wait(String rule, String seen, Instant until) implements Ruling {}
}
