package io.vouchpost.sasl;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vouchpost.secret.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Credentials that know one account's password by its NT hash, and remember what they were asked. */
final class NtlmAccount implements Credentials {
    final List<String> names = new ArrayList<>();
    private final String name;
    private final String password;
    private Optional<Promise<Void>> patience = Optional.empty();
    private int proofs;

    NtlmAccount(String name, String password) {
        this.name = name;
        this.password = password;
    }

    /** How many proofs were heard of. */
    int proofs() {
        return proofs;
    }

    /** From now on a verdict comes when the promise is kept. */
    Promise<Void> slowly() {
        Promise<Void> promise = Promise.promise();
        patience = Optional.of(promise);
        return promise;
    }

    @Override
    public Future<Verifiers> verifiers(String authcid, Form form) {
        names.add(authcid);
        if (form != Form.NT_HASH) {
            return Future.succeededFuture(Verifiers.none(new Verdict.Rejected(Reason.NO_DEVICE_CREDENTIAL)));
        }
        return Future.succeededFuture(new Verifiers() {
            @Override
            public byte[] salt() {
                return new byte[0];
            }

            @Override
            public int iterations() {
                return 0;
            }

            @Override
            public Future<Verdict> prove(Predicate<Secret> proof) {
                proofs++;
                try (var hash = NtHash.of(Secret.ofText(password))) {
                    Verdict verdict =
                            proof.test(hash) && AccountName.of(authcid).equals(AccountName.of(name))
                                    ? new Verdict.Accepted(name)
                                    : new Verdict.Rejected();
                    return patience.map(Promise::future)
                            .orElseGet(Future::succeededFuture)
                            .map(verdict);
                }
            }
        });
    }

    @Override
    public Future<Verdict> check(String authcid, Secret password) {
        return Future.succeededFuture(new Verdict.Rejected());
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
