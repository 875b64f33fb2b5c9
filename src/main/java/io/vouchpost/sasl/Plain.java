package io.vouchpost.sasl;

import io.vertx.core.Future;
import io.vouchpost.sasl.Credentials.Verdict;
import io.vouchpost.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** PLAIN (RFC 4616): {@code [authzid] NUL authcid NUL passwd}, at once or after an empty challenge. */
public final class Plain implements Mechanism {

    @Override
    public String name() {
        return "PLAIN";
    }

    @Override
    public Exchange start(Credentials credentials) {
        return response -> response.isEmpty()
                ? Future.succeededFuture(new Step.Challenge(""))
                : check(response.get().octets(), credentials);
    }

    private static Future<Step> check(byte[] message, Credentials credentials) {
        int first = indexOfNul(message, 0);
        int second = first < 0 ? -1 : indexOfNul(message, first + 1);
        if (second < 0 || indexOfNul(message, second + 1) >= 0) {
            return Future.succeededFuture(new Step.Invalid("PLAIN wants exactly two NUL octets"));
        }
        if (first > Names.LONGEST || second - first - 1 > Names.LONGEST) {
            return Future.succeededFuture(new Step.Invalid("a name is longer than " + Names.LONGEST + " octets"));
        }
        String authzid = new String(message, 0, first, StandardCharsets.UTF_8);
        String authcid = new String(message, first + 1, second - first - 1, StandardCharsets.UTF_8);
        var password = Secret.ofOctets(Arrays.copyOfRange(message, second + 1, message.length));
        return credentials
                .check(authcid, password)
                .onComplete(done -> password.close())
                .map(verdict -> new Step.Done(authcid, forAuthzid(authzid, authcid, verdict)));
    }

    /**
     * Nobody acts as somebody else yet. The password was checked first, so that a foreign authzid tells nothing about it, nor
     * by its time.
     */
    private static Verdict forAuthzid(String authzid, String authcid, Verdict verdict) {
        boolean own = authzid.isEmpty() || same(authzid, authcid);
        return verdict instanceof Verdict.Accepted accepted && !own && !same(authzid, accepted.account())
                ? new Verdict.Foreign(accepted.account(), authzid)
                : verdict;
    }

    private static boolean same(String one, String other) {
        return one.toLowerCase(Locale.ROOT).equals(other.toLowerCase(Locale.ROOT));
    }

    private static int indexOfNul(byte[] message, int from) {
        for (int i = from; i < message.length; i++) {
            if (message[i] == 0) {
                return i;
            }
        }
        return -1;
    }
}
