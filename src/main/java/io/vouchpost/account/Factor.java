package io.vouchpost.account;

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

    /** For people: what is missing where a mechanism cannot carry it. */
    String words() {
        return words;
    }
}
