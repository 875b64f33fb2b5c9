package io.vouchpost.sasl;

import java.util.HashSet;
import java.util.Set;

/**
 * One wrong password and the mechanisms by which one client tries it in a row: libraries left to choose go through all that
 * they know. As far as can be told: where a mechanism shows no password, it may be the same one.
 */
public final class Guess {
    private final Set<String> mechanisms = new HashSet<>();
    private final String account;
    private String fingerprint;

    /**
     * @param fingerprint of the password; empty where the mechanism shows none
     */
    public Guess(String account, String mechanism, String fingerprint) {
        this.account = account;
        this.fingerprint = fingerprint;
        mechanisms.add(mechanism);
    }

    /** Whether a further attempt by this mechanism must be of another one. */
    public boolean hasTried(String mechanism) {
        return mechanisms.contains(mechanism);
    }

    /** Takes a further failure in; false where it must be of another password. */
    public boolean takes(String other, String mechanism, String tried) {
        boolean same = tried.isEmpty() || fingerprint.isEmpty() || tried.equals(fingerprint);
        if (!same || !other.equals(account) || !mechanisms.add(mechanism)) {
            return false;
        }
        if (fingerprint.isEmpty()) {
            fingerprint = tried;
        }
        return true;
    }
}
