package io.vouchpost.sasl;

import io.vouchpost.sasl.Credentials.Verdict;
import java.util.Locale;

/**
 * The authorization identity (RFC 4422 §3.4.1): whom the client wants to act as. Nobody acts as somebody else yet; but many
 * clients send their own name again, and that is right.
 */
final class Authzid {
    private Authzid() {}

    /**
     * The verdict with the authzid taken into account. The proof was checked first, so that a foreign authzid tells nothing
     * about it, nor by its time.
     *
     * @param authzid empty where none was given
     */
    static Verdict settle(String authzid, String authcid, Verdict verdict) {
        boolean own = authzid.isEmpty() || same(authzid, authcid);
        return verdict instanceof Verdict.Accepted accepted && !own && !same(authzid, accepted.account())
                ? new Verdict.Foreign(accepted.account(), authzid)
                : verdict;
    }

    private static boolean same(String one, String other) {
        return one.toLowerCase(Locale.ROOT).equals(other.toLowerCase(Locale.ROOT));
    }
}
