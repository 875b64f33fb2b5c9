package io.vouchpost.sasl;

import io.vertx.core.Future;
import io.vouchpost.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** PLAIN (RFC 4616): {@code [authzid] NUL authcid NUL passwd}, at once or after an empty challenge. */
public final class Plain implements Mechanism {

    @Override
    public String name() {
        return "PLAIN";
    }

    @Override
    public Exchange start(Credentials credentials, Channel channel) {
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
                .compose(verdict -> Authzid.settle(authzid, authcid, verdict, credentials))
                .map(verdict -> new Step.Done(authcid, verdict));
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
