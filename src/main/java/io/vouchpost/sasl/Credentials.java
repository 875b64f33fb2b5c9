package io.vouchpost.sasl;

import io.vertx.core.Future;
import io.vouchpost.secret.Secret;

/** What the mechanisms ask of whoever keeps the accounts. */
public interface Credentials {

    /**
     * Checks a password. A right and a wrong password, a known and an unknown name take the same time. The future fails
     * never: an outage is {@link Verdict.Unavailable}.
     *
     * @param authcid the name as the client gave it, already bounded and without NUL
     * @param password stays the caller's, who wipes it when the future has completed
     */
    Future<Verdict> check(String authcid, Secret password);

    /** What became of a check. */
    sealed interface Verdict {

        /**
         * The password is right and the account may log in.
         *
         * @param account the account's own name
         */
        record Accepted(String account) implements Verdict {}

        /** Wrong password or no such account: nobody outside may tell which. */
        record Rejected() implements Verdict {}

        /**
         * The password is right, the account is switched off.
         *
         * @param account the account's own name
         */
        record Disabled(String account) implements Verdict {}

        /**
         * The password is right, but the client asks to act as somebody else (RFC 4422 §3.4.1), which it may not.
         *
         * @param authzid as the client gave it
         */
        record Foreign(String account, String authzid) implements Verdict {}

        /** Not tried at all: too many failures before. */
        record Barred() implements Verdict {}

        /**
         * It could not be checked: database away, no room in the hashing pool.
         *
         * @param cause for the log
         */
        record Unavailable(String cause) implements Verdict {}
    }
}
