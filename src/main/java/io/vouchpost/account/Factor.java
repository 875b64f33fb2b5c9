package io.vouchpost.account;

import io.vouchpost.sasl.Credentials.Verdict;
import java.util.Locale;

/** What an account's own password is not enough without. */
public enum Factor {
    NONE(""),
    /** A one-time code behind the password. */
    CODE("a one-time code"),
    /** A client certificate beside the password. */
    CERTIFICATE("a password beside a certificate");

    private final String words;

    Factor(String words) {
        this.words = words;
    }

    /** As it stands in the database. */
    String column() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Factor of(String column) {
        return switch (column) {
            case "none" -> NONE;
            case "code" -> CODE;
            case "certificate" -> CERTIFICATE;
            default -> throw new IllegalStateException("a second factor of a newer version");
        };
    }

    /**
     * The verdict where somebody else vouches for an account that has this factor, an issuer of tokens or an authority of
     * certificates. That is one factor, and not enough where the account wants two.
     */
    Verdict vouched(String account, boolean enabled) {
        if (!enabled) {
            return new Verdict.Disabled(account);
        }
        return this == NONE ? new Verdict.Accepted(account) : new Verdict.FactorMissing(account, words);
    }

    /** For people: what is missing where a mechanism cannot carry it. */
    String words() {
        return words;
    }
}
