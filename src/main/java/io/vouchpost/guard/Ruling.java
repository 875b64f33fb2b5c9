package io.vouchpost.guard;

import java.time.Instant;
import java.util.Arrays;

/** What the guard says. */
public sealed interface Ruling {

    /** The rule of an address that connects too often. */
    String CONNECTIONS = "guard.connectionsPerMinute";

    /** The rule of an address that logs in too often. */
    String LOG_INS = "guard.loginsPerMinute";

    /** The rule of a network around such addresses. */
    String WIDER_NETWORKS = "guard.widerNetworks";

    /** The rule of an account that is logged in too often at a time. */
    String ACCOUNT_CONNECTIONS = "limits.connectionsPerAccount";

    /** The rule of who has not got a turn behind an address that many share. */
    String SHARED_ADDRESS = "guard.sharedAddress";

    /** How the rules of quotas begin. */
    String QUOTAS = "guard.quotas.";

    /** Go on. */
    record Welcome() implements Ruling {}

    /**
     * Not now.
     *
     * @param rule the setting that was hit, such as {@code guard.accountFailures}
     * @param seen the value that hit it, in words for an operator
     * @param until when it opens again
     * @param lockout the key of the lock, as {@code lockout clear} takes it; empty where there is nothing to clear
     */
    record Wait(String rule, String seen, Instant until, String lockout) implements Ruling {

        /** Where no lock is in the way. */
        public Wait(String rule, String seen, Instant until) {
            this(rule, seen, until, "");
        }

        /** Whether failed log-ins led to it. */
        public boolean isLockout() {
            return Arrays.stream(LockKind.values()).anyMatch(kind -> kind.rule().equals(rule));
        }
    }

    /**
     * Never, as things are set.
     *
     * @param rule the setting that says so
     * @param seen the value that it was about, in words for an operator
     */
    record Denied(String rule, String seen) implements Ruling {}
}
