package io.vouchpost.sasl;

import io.vertx.core.Future;
import io.vouchpost.secret.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Credentials that keep verifiers of one account and no password, and remember by which names they were asked. */
final class DigestAccount implements Credentials {
    final List<String> names = new ArrayList<>();
    private final String name;
    private final Form form;
    private final List<Secret> kept;
    private Verdict right;

    DigestAccount(String name, Form form, Secret... kept) {
        this.name = name;
        this.form = form;
        this.kept = List.of(kept);
        this.right = new Verdict.Accepted(name);
    }

    /** From now on this is the verdict on the right proof. */
    DigestAccount finding(Verdict verdict) {
        right = verdict;
        return this;
    }

    @Override
    public Future<Verifiers> verifiers(String authcid, Form asked) {
        names.add(authcid);
        boolean known = asked == form && authcid.equals(name);
        return Future.succeededFuture(new Verifiers() {
            @Override
            public byte[] salt() {
                return new byte[0];
            }

            @Override
            public int iterations() {
                return 1;
            }

            /** Tries all, whoever it is. */
            @Override
            public Future<Verdict> prove(Predicate<Secret> proof) {
                long fitting = kept.stream().filter(proof).count();
                return Future.succeededFuture(known && fitting > 0 ? right : new Verdict.Rejected());
            }
        });
    }

    @Override
    public Future<Verdict> check(String authcid, Secret password) {
        throw new AssertionError("no password is shown");
    }

    @Override
    public Future<Verdict> token(String authcid, Secret token) {
        throw new AssertionError("no token is shown");
    }

    @Override
    public Future<Verdict> certificate(String authzid) {
        throw new AssertionError("no certificate is shown");
    }
}
