package io.vouchpost.account;

import io.vouchpost.secret.Secret;

/** What a file of another program says that a password is proven by. */
sealed interface Imported {

    /** A hash, in the form that {@link PasswordHash} reads. */
    record Hash(String verifier) implements Imported {
        @Override
        public String toString() {
            return "Hash(hidden)";
        }
    }

    /** The password itself. */
    record Plain(Secret password) implements Imported {}

    /**
     * Keys of SCRAM-SHA-256 (RFC 7677). They prove a password shown, too.
     *
     * @param iterations 1 to 10,000,000
     * @param keys StoredKey, then ServerKey
     */
    record Scram(Secret salt, int iterations, Secret keys) implements Imported {}

    /**
     * What CRAM-MD5 goes by, as good as the password.
     *
     * @param states as {@link io.vouchpost.sasl.Form#CRAM_MD5} has them
     */
    record CramMd5(Secret states) implements Imported {}

    /**
     * Nothing that could be kept.
     *
     * @param reason the rest of a sentence that starts with the line; quotes nothing of the field
     */
    record Unfit(String reason) implements Imported {}
}
