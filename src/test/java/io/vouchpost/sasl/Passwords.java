package io.vouchpost.sasl;

import io.vertx.core.Future;
import io.vouchpost.secret.Secret;
import java.util.function.BiFunction;

/** Credentials that know passwords, and of nothing else. */
public record Passwords(BiFunction<String, Secret, Future<Credentials.Verdict>> checked) implements Credentials {

    @Override
    public Future<Verdict> check(String authcid, Secret password) {
        return checked.apply(authcid, password);
    }

    @Override
    public Future<Verifiers> verifiers(String authcid, Form form) {
        return Future.succeededFuture(Verifiers.none(new Verdict.Rejected()));
    }

    @Override
    public Future<Verdict> token(String authcid, Secret token) {
        return Future.succeededFuture(new Verdict.Rejected());
    }

    @Override
    public Future<Verdict> certificate(String authzid) {
        return Future.succeededFuture(new Verdict.Rejected());
    }
}
