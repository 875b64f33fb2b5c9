package io.vouchpost.sasl;

import static io.vouchpost.database.TestDatabase.await;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vouchpost.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Credentials that know Tim of RFC 4616 §4, and remember what they were asked. */
final class Checking implements Credentials {
    final List<String> names = new ArrayList<>();
    final List<String> asked = new ArrayList<>();
    final List<Secret> passwords = new ArrayList<>();
    private Optional<Promise<Void>> patience = Optional.empty();

    /** From now on the answer comes when the promise is kept. */
    Promise<Void> slowly() {
        Promise<Void> promise = Promise.promise();
        patience = Optional.of(promise);
        return promise;
    }

    @Override
    public Future<Verdict> check(String authcid, Secret password) {
        names.add(authcid);
        asked.add(authcid + "/" + password.reveal());
        passwords.add(password);
        Verdict verdict = authcid.equalsIgnoreCase("tim") && password.reveal().equals("tanstaaftanstaaf")
                ? new Verdict.Accepted("tim")
                : new Verdict.Rejected();
        return patience.map(Promise::future).orElseGet(Future::succeededFuture).map(verdict);
    }

    @Override
    public Future<Verifiers> verifiers(String authcid, Form form) {
        return Future.succeededFuture(Verifiers.none(new Verdict.Rejected()));
    }

    /** Knows the token of RFC 7628 §4.1, and two that say what becomes of them. */
    @Override
    public Future<Verdict> token(String authcid, Secret token) {
        names.add(authcid);
        asked.add(authcid + "/" + token.reveal());
        passwords.add(token);
        return Future.succeededFuture(
                switch (token.reveal()) {
                    case "vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==" -> new Verdict.Accepted("user@example.com");
                    case "outage" -> new Verdict.Unavailable("the issuer is down");
                    case "disabled" -> new Verdict.Disabled("user@example.com");
                    default -> new Verdict.Rejected(Reason.TOKEN);
                });
    }

    /** Of tim. */
    @Override
    public Future<Verdict> certificate(String authzid) {
        names.add(authzid);
        return Future.succeededFuture(
                authzid.isEmpty() || authzid.equals("tim")
                        ? new Verdict.Accepted("tim")
                        : new Verdict.Foreign("tim", authzid));
    }

    /** The step as a table has it. */
    static String step(Exchange exchange, Optional<String> response) {
        var secret = response.map(text -> Secret.ofOctets(text.getBytes(StandardCharsets.ISO_8859_1)));
        var step = await(exchange.next(secret));
        if (step instanceof Step.Challenge challenge) {
            return "challenge " + challenge.base64();
        }
        if (step instanceof Step.Invalid || step instanceof Step.OutOfTurn) {
            return "invalid";
        }
        var verdict = ((Step.Done) step).verdict();
        return verdict.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }
}
