package io.vouchpost.guard;

import java.time.Instant;

/** What the guard says. */
public sealed interface Ruling {
    /** The rule of an account's lockout. */
    String ACCOUNT_FAILURES = "guard.accountFailures";

    /** The rule of a network's lockout. */
    String NETWORK_FAILURES = "guard.networkFailures";

    /** Go on. */
    record Welcome() implements Ruling {}

    /**
     * Not now.
     *
     * @param rule the setting that was hit, such as {@code guard.accountFailures}
     * @param seen the value that hit it, in words for an operator
     * @param until when it opens again
     */
    record Wait(String rule, String seen, Instant until) implements Ruling {

        /** Whether failed log-ins led to it, so that an operator can end it. */
        public boolean isLockout() {
            return rule.equals(ACCOUNT_FAILURES) || rule.equals(NETWORK_FAILURES);
        }
    }
}
