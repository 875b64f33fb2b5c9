package io.vouchpost.sasl;

import io.vertx.core.Future;
import io.vouchpost.sasl.Credentials.Reason;
import io.vouchpost.sasl.Credentials.Verdict;
import io.vouchpost.secret.Secret;
import java.util.Optional;
import java.util.function.Function;

/**
 * The exchange of OAUTHBEARER and XOAUTH2: one response with the token. Where it is not taken, the client is told in JSON what
 * would be, and whatever it says to that (RFC 7628 §3.2.3: an octet 1; many say nothing), it is over then.
 */
final class BearerExchange implements Exchange {
    private final Function<byte[], BearerResponse> grammar;
    private final Step.Challenge refusal;
    private final Credentials credentials;
    private Optional<Step.Done> refused = Optional.empty();

    /**
     * @param refusal what the client is told of a token that is not taken
     */
    BearerExchange(Function<byte[], BearerResponse> grammar, Step.Challenge refusal, Credentials credentials) {
        this.grammar = grammar;
        this.refusal = refusal;
        this.credentials = credentials;
    }

    @Override
    public Future<Step> next(Optional<Secret> response) {
        if (refused.isPresent()) {
            return Future.succeededFuture(refused.get());
        }
        if (response.isEmpty()) {
            return Future.succeededFuture(new Step.Challenge(""));
        }
        var read = grammar.apply(response.get().octets());
        if (read instanceof BearerResponse.Malformed malformed) {
            return Future.succeededFuture(new Step.Invalid(malformed.problem()));
        }
        var named = (BearerResponse.Named) read;
        return named.token()
                .map(token -> check(named.name(), token))
                .orElseGet(() -> Future.succeededFuture(answer(named.name(), new Verdict.Rejected(Reason.TOKEN))));
    }

    private Future<Step> check(String name, Secret token) {
        return credentials
                .token(name, token)
                .onComplete(done -> token.close())
                // the token says who; the name agrees, or asks to act as another
                .compose(verdict -> Authzid.settle(name, "", verdict, credentials))
                .map(verdict -> answer(name, verdict));
    }

    private Step answer(String name, Verdict verdict) {
        var done = new Step.Done(name, verdict);
        if (verdict instanceof Verdict.Rejected) {
            refused = Optional.of(done);
            return refusal;
        }
        return done;
    }
}
