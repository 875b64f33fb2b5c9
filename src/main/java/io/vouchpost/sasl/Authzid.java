package io.vouchpost.sasl;

import io.vertx.core.Future;
import io.vouchpost.sasl.Credentials.Verdict;
import java.util.Locale;

/**
 * The authorization identity (RFC 4422 §3.4.1): whom the client wants to act as. Many clients send their own name again,
 * which asks for nothing.
 */
final class Authzid {
    private Authzid() {}

    /**
     * The verdict with the authzid taken into account. The proof was checked first, so that a foreign authzid tells nothing
     * about it.
     *
     * @param authzid empty where none was given
     * @param credentials know who may act as whom
     */
    static Future<Verdict> settle(String authzid, String authcid, Verdict verdict, Credentials credentials) {
        boolean own = authzid.isEmpty() || same(authzid, authcid);
        return verdict instanceof Verdict.Accepted accepted && !own && !same(authzid, accepted.account())
                ? credentials.actAs(accepted, authzid)
                : Future.succeededFuture(verdict);
    }

    /** The same where it has turned out already that the authzid is not the client's own. */
    static Future<Verdict> settle(Verdict verdict, Credentials credentials) {
        return verdict instanceof Verdict.Foreign foreign
                ? credentials.actAs(new Verdict.Accepted(foreign.account()), foreign.authzid())
                : Future.succeededFuture(verdict);
    }

    private static boolean same(String one, String other) {
        return one.toLowerCase(Locale.ROOT).equals(other.toLowerCase(Locale.ROOT));
    }
}
