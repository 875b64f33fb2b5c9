package io.vouchpost.guard;

import java.time.Instant;

/**
 * Somebody who has to wait.
 *
 * @param count of what its kind counts
 * @param spread how many networks guess at the account, or how many accounts the network guesses at; of a pair, how many
 *     different wrong passwords are remembered, those before a log-in that succeeded included; 0 for other kinds
 * @param welcome whether a locked network was familiar to somebody when the lock was made, so that it may connect
 */
public record Lockout(LockKey key, int count, int spread, boolean welcome, Instant until) {

    /** In words for an operator. */
    public String seen() {
        return switch (key.kind()) {
            case CREDENTIAL ->
                times(count) + " the same wrong " + tried() + " for " + account() + " from " + key.network();
            case PAIR -> passwords(Math.max(count, spread)) + " for " + account() + " from " + key.network();
            case ACCOUNT -> passwords(count) + " for " + account() + " from " + many(spread, "network");
            case STUFFING -> many(count, "network") + " guessing at " + account();
            case NETWORK -> passwords(count) + " from " + key.network() + " for " + many(spread, "account");
            case SPRAYING -> many(count, "account") + " guessed at from " + key.network();
        };
    }

    /** What it means, and for whom. */
    public String meaning() {
        return switch (key.kind()) {
            case CREDENTIAL ->
                "This " + tried() + " is not looked at any more when it comes for " + account() + " from "
                        + key.network() + "; any other one is. A device with an old password does that.";
            case PAIR -> account() + " cannot log in from " + key.network() + "; from elsewhere it can.";
            case ACCOUNT, STUFFING ->
                account() + " can log in only from networks from which it has done so of late: somebody guesses at it.";
            case NETWORK, SPRAYING ->
                key.network() + " can log in only to accounts that have done so from there of late"
                        + (welcome ? "." : "; there were none, and it may not connect at all.");
        };
    }

    private String account() {
        return key.account().isEmpty() ? "an unnamed account" : key.account();
    }

    private String tried() {
        return key.fingerprint().indexOf('/') < 0
                ? "password (fingerprint " + key.fingerprint() + ")"
                : "proof of a password (by " + key.fingerprint() + ")";
    }

    private static String passwords(int count) {
        return count == 1 ? "1 wrong password" : count + " different wrong passwords";
    }

    private static String times(int count) {
        return count == 1 ? "once" : count + " times";
    }

    static String many(int count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    /** What somebody who runs into it is told, for an operator. */
    Ruling ruling() {
        return new Ruling.Wait(key.kind().rule(), seen(), until, key.toString());
    }
}
