package io.vouchpost.sasl;

import io.vertx.core.Future;
import io.vouchpost.sasl.Credentials.Verdict;
import io.vouchpost.secret.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * One exchange of SCRAM (RFC 5802 §5): name and nonce from the client, salt and nonce from us, proof from the client, proof
 * from us, and the client's word that it has seen it.
 */
final class ScramExchange implements Exchange {
    /** Octets of a message: two names with each octet escaped, a nonce, and something to spare. */
    private static final int LONGEST = 4096;

    private final Form form;
    private final ScramBinding binding;
    private final String nonce;
    private final Credentials credentials;
    /** What the next response is taken for. */
    private Function<String, Future<Step>> expected = this::lookUp;

    /** What both sides have said before the client's proof. */
    private record Opening(ScramClientFirst first, String reply, Verifiers verifiers) {}

    ScramExchange(Form form, ScramBinding binding, String nonce, Credentials credentials) {
        this.form = form;
        this.binding = binding;
        this.nonce = nonce;
        this.credentials = credentials;
    }

    @Override
    public Future<Step> next(Optional<Secret> response) {
        if (response.isEmpty()) {
            return Future.succeededFuture(new Step.Challenge(""));
        }
        var message = text(response.get().octets());
        var handler = expected;
        expected = late -> invalid("a response after the exchange was over");
        return message.map(handler).orElseGet(() -> invalid("a message that is too long, or not UTF-8"));
    }

    private Future<Step> lookUp(String message) {
        var parsed = ScramClientFirst.parse(message);
        if (parsed.isEmpty()) {
            return invalid("not a client-first-message (RFC 5802 §7)");
        }
        var first = parsed.get();
        return binding.objection(first)
                .map(ScramExchange::invalid)
                .orElseGet(() -> credentials.verifiers(first.authcid(), form).map(found -> challenge(first, found)));
    }

    private Step challenge(ScramClientFirst first, Verifiers found) {
        String salt = Base64.getEncoder().encodeToString(found.salt());
        String reply = "r=" + first.nonce() + nonce + ",s=" + salt + ",i=" + found.iterations();
        var opening = new Opening(first, reply, found);
        expected = message -> verify(opening, message);
        return challenge(reply);
    }

    private Future<Step> verify(Opening opening, String message) {
        var parsed = ScramClientFinal.parse(message).filter(last -> last.proof().length() == form.octets() / 2);
        if (parsed.isEmpty()) {
            return invalid("not a client-final-message (RFC 5802 §7)");
        }
        var last = parsed.get();
        if (!same(opening.first().nonce() + nonce, last.nonce())) {
            return invalid("other-error: the nonce is not that of this exchange");
        }
        if (!binding.matches(opening.first(), last)) {
            return invalid("channel-bindings-dont-match: somebody may be between the client and us");
        }
        String authMessage = opening.first().bare() + "," + opening.reply() + "," + last.withoutProof();
        var signature = new AtomicReference<byte[]>();
        return opening.verifiers()
                .prove(proof(last.proof().octets(), authMessage, signature))
                .compose(verdict -> Authzid.settle(
                        opening.first().authzid(), opening.first().authcid(), verdict, credentials))
                .map(verdict -> conclude(opening.first(), verdict, Optional.ofNullable(signature.get())));
    }

    /** Signs with the keys that the client's proof fits, for an account may have several. */
    private Predicate<Secret> proof(byte[] clientProof, String authMessage, AtomicReference<byte[]> signature) {
        return kept -> {
            var keys = ScramKeys.kept(form, kept);
            byte[] signed = keys.serverSignature(authMessage); // also where it does not fit: the same time for both
            boolean fits = keys.fit(clientProof, authMessage);
            keys.wipe();
            if (fits) {
                signature.set(signed);
            }
            return fits;
        };
    }

    private Step conclude(ScramClientFirst first, Verdict verdict, Optional<byte[]> signature) {
        if (!(verdict instanceof Verdict.Accepted)) {
            return new Step.Done(first.authcid(), verdict);
        }
        if (signature.isEmpty()) { // accepted by somebody who did not ask for the proof
            return new Step.Done(first.authcid(), new Verdict.Rejected());
        }
        expected = message -> message.isEmpty()
                ? Future.succeededFuture(new Step.Done(first.authcid(), verdict))
                : invalid("a response to the server's proof that is not empty");
        return challenge("v=" + Base64.getEncoder().encodeToString(signature.get()));
    }

    private static Step challenge(String message) {
        return Step.Challenge.of(message.getBytes(StandardCharsets.UTF_8));
    }

    private static Future<Step> invalid(String problem) {
        return Future.succeededFuture(new Step.Invalid(problem));
    }

    private static boolean same(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    private static Optional<String> text(byte[] octets) {
        if (octets.length > LONGEST) {
            return Optional.empty();
        }
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets))
                    .toString());
        } catch (CharacterCodingException notUtf8) {
            return Optional.empty();
        }
    }
}
