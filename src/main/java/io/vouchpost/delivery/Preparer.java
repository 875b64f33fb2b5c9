package io.vouchpost.delivery;

import io.vertx.core.Future;
import io.vouchpost.dkim.Signer;
import io.vouchpost.message.Content;
import io.vouchpost.message.Submission;
import io.vouchpost.mime.Conversion;
import io.vouchpost.mime.SevenBit;
import io.vouchpost.smtp.Envelope.BodyType;

/**
 * Converts what the next hop could not take as it is (RFC 6152 §3), and signs what goes out (RFC 6376): in this order, for a
 * signature holds for the octets that are sent.
 */
record Preparer(SevenBit sevenBit, Signer signer) implements Preparation {
    @Override
    public Future<Outgoing> prepare(Submission submission, Extensions extensions) {
        var original = submission.content();
        var declared = submission.envelope().body();
        if (extensions.eightBitMime()) {
            return signed(submission, original, declared, () -> {});
        }
        return sevenBit.convert(original).compose(conversion -> {
            if (conversion instanceof Conversion.Impossible impossible) {
                return Future.failedFuture(new Impossible(impossible.reason()));
            }
            return conversion instanceof Conversion.Converted converted
                    ? signed(submission, converted.content(), BodyType.SEVEN_BIT, converted.content()::release)
                    : signed(submission, original, declared, () -> {});
        });
    }

    private Future<Outgoing> signed(Submission submission, Content content, BodyType body, Runnable release) {
        return signer.sign(submission.trace(), content)
                .map(signature -> new Outgoing(signature + submission.trace(), content, body, release))
                .onFailure(unreadable -> release.run());
    }
}
