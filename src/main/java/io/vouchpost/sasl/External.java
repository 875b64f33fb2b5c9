package io.vouchpost.sasl;

import io.vertx.core.Future;
import io.vouchpost.sasl.Credentials.Reason;
import io.vouchpost.sasl.Credentials.Verdict;
import java.nio.charset.StandardCharsets;

/**
 * EXTERNAL (RFC 4422 appendix A): the client has shown a certificate when TLS began, and says here at most whom of those that
 * it stands for it wants to be.
 */
public final class External implements Mechanism {

    @Override
    public String name() {
        return "EXTERNAL";
    }

    @Override
    public Exchange start(Credentials credentials, Channel channel) {
        return response -> response.isEmpty()
                ? Future.succeededFuture(new Step.Challenge(""))
                : find(response.get().octets(), credentials, channel);
    }

    private static Future<Step> find(byte[] octets, Credentials credentials, Channel channel) {
        if (octets.length > Names.LONGEST) {
            return Future.succeededFuture(new Step.Invalid("a name is longer than " + Names.LONGEST + " octets"));
        }
        String authzid = new String(octets, StandardCharsets.UTF_8);
        if (authzid.chars().anyMatch(Character::isISOControl)) {
            return Future.succeededFuture(new Step.Invalid("a name with control characters"));
        }
        if (channel.certificate().isEmpty()) { // never offered then
            return Future.succeededFuture(new Step.Done(authzid, new Verdict.Rejected(Reason.CERTIFICATE)));
        }
        return credentials
                .certificate(authzid)
                .compose(verdict -> Authzid.settle(verdict, credentials))
                .map(verdict -> new Step.Done(authzid, verdict));
    }
}
