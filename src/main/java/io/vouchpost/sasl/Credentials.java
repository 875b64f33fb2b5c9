package io.vouchpost.sasl;

import io.vertx.core.Future;
import io.vouchpost.secret.Secret;
import java.util.List;

/**
 * What the mechanisms ask of whoever keeps the accounts, on behalf of one client. Right and wrong, known and unknown names
 * take the same time. The futures fail never: an outage is {@link Verdict.Unavailable}.
 */
public interface Credentials {

    /** Gives each client its own. */
    @FunctionalInterface
    interface Source {
        Credentials of(Client client);
    }

    /**
     * Checks a password, with a one-time code behind it where the account wants one.
     *
     * @param authcid the name as the client gave it, already bounded and without NUL
     * @param password stays the caller's, who wipes it when the future has completed
     */
    Future<Verdict> check(String authcid, Secret password);

    /**
     * Looks up what a password can be proven by without being shown.
     *
     * @param authcid likewise
     */
    Future<Verifiers> verifiers(String authcid, Form form);

    /**
     * Checks an OAuth 2.0 access token (RFC 6750).
     *
     * @param authcid likewise; empty where the client leaves it to the token
     * @param token stays the caller's
     */
    Future<Verdict> token(String authcid, Secret token);

    /**
     * Finds whom the client's certificate stands for.
     *
     * @param authzid whom the client wants to be, of all those; empty where it leaves it to the certificate
     */
    Future<Verdict> certificate(String authzid);

    /**
     * Whether the client may act as somebody else, having proven who it is (RFC 4422 §3.4.1). Unless it may, the verdict is
     * {@link Verdict.Foreign}, whether there is such an account or not.
     *
     * @param authzid as the client gave it
     */
    default Future<Verdict> actAs(Verdict.Accepted proven, String authzid) {
        return Future.succeededFuture(new Verdict.Foreign(proven.account(), authzid));
    }

    /** What became of a check. */
    sealed interface Verdict {

        /**
         * The client has proven who it is, and the account may log in.
         *
         * @param account the account's own name
         * @param credential the label of the device credential that was used; empty for the account's own password
         * @param reusable whether the same proof may be taken for right again within minutes: not so a one-time code
         * @param actor the account that has proven who it is, where it acts as another one; the credential is its. Empty
         *     otherwise
         */
        record Accepted(String account, String credential, boolean reusable, String actor) implements Verdict {

            /** As itself. */
            public Accepted(String account, String credential, boolean reusable) {
                this(account, credential, reusable, "");
            }

            /** By the account's own password. */
            public Accepted(String account) {
                this(account, "", true);
            }
        }

        /** Not proven, or no such account: nobody outside may tell which. */
        record Rejected(Reason reason) implements Verdict {

            public Rejected() {
                this(Reason.WRONG);
            }
        }

        /**
         * Right, but the account is switched off.
         *
         * @param account the account's own name
         */
        record Disabled(String account) implements Verdict {}

        /**
         * Right, but the client asks to act as somebody else (RFC 4422 §3.4.1), which it may not.
         *
         * @param authzid as the client gave it
         * @param permitted whether it might, if there were such an account that may log in
         * @param considered what could have permitted it, in words for the log
         */
        record Foreign(String account, String authzid, boolean permitted, List<String> considered) implements Verdict {
            public Foreign {
                considered = List.copyOf(considered);
            }

            /** Where nobody may act as another. */
            public Foreign(String account, String authzid) {
                this(account, authzid, false, List.of());
            }
        }

        /**
         * Right, but the account wants a second factor that this mechanism cannot carry.
         *
         * @param factor as the settings of accounts name it
         */
        record FactorMissing(String account, String factor) implements Verdict {}

        /** Nothing is kept that this mechanism could go by; a log-in with PLAIN would make it. */
        record VerifierMissing(String account) implements Verdict {}

        /** Not tried at all: too many failures before. */
        record Barred() implements Verdict {}

        /**
         * It could not be checked: database away, no room in the hashing pool.
         *
         * @param cause for the log
         */
        record Unavailable(String cause) implements Verdict {}
    }

    /** Why somebody was rejected; for the log only. */
    enum Reason {
        /** Wrong secret, or no such account. */
        WRONG,
        /** The account has no device credential for this mechanism. */
        NO_DEVICE_CREDENTIAL,
        /** The device credential is right, and has expired. */
        EXPIRED,
        /** The device credential is right, and may not be used from this network. */
        NETWORK,
        /** The device credential is right, and may not be used with this mechanism. */
        MECHANISM,
        /** The secret is right, but was proven by NTLM's first version. */
        NTLM_V1,
        /** The password is right; the one-time code behind it is missing, wrong or used up. */
        CODE,
        /** The token is expired, for somebody else, or not by the issuer. */
        TOKEN,
        /** The certificate stands for no account. */
        CERTIFICATE
    }
}
