package io.vouchpost.guard;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What is counted, and so what can be locked. In lower case, these are the names in the table and on the command line. */
public enum LockKind {
    /** One wrong password for an account from a network: each failure counts. */
    CREDENTIAL("guard.accountFailures"),
    /** An account from a network: guesses count. */
    PAIR("guard.accountFailures"),
    /** An account, for strangers: guesses from everywhere count. */
    ACCOUNT("guard.strangerFailures"),
    /** An account, for strangers: networks that guess count. */
    STUFFING("guard.stuffingNetworks"),
    /** A network, for accounts that are not familiar there: guesses at whomever count. */
    NETWORK("guard.networkFailures"),
    /** A network, likewise: accounts that are guessed at count. */
    SPRAYING("guard.sprayedAccounts");

    private final String rule;

    LockKind(String rule) {
        this.rule = rule;
    }

    /** The setting that has the threshold. */
    public String rule() {
        return rule;
    }

    /** As it is written. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Empty for what is none. */
    public static Optional<LockKind> of(String text) {
        return Arrays.stream(values()).filter(kind -> kind.text().equals(text)).findFirst();
    }

    /** Whether only strangers are locked out by it. */
    boolean sparesTheFamiliar() {
        return this != CREDENTIAL && this != PAIR;
    }

    /** Whether it is about a network, whatever the account. */
    boolean isOfNetwork() {
        return this == NETWORK || this == SPRAYING;
    }
}
