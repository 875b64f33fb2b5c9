package io.vouchpost.sasl;

import static io.vouchpost.database.TestDatabase.await;

import io.vertx.core.Future;
import io.vouchpost.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Credentials that know one account by the SCRAM keys of its passwords, and remember what they were asked. */
final class ScramAccount implements Credentials {
    final List<String> names = new ArrayList<>();
    /** How often a proof was tried on keys, of this account or of nobody. */
    int tried;

    private final String name;
    private final List<String> passwords;
    private final String salt;
    private final int iterations;
    private Verdict verdict;
    private boolean careless;

    ScramAccount(String name, String salt, int iterations, String... passwords) {
        this.name = name;
        this.passwords = List.of(passwords);
        this.salt = salt;
        this.iterations = iterations;
        this.verdict = new Verdict.Accepted(name);
    }

    /** Of RFC 7677 §3, but cheaper. */
    static ScramAccount user() {
        return new ScramAccount("user", "W22ZaJ0SNY7soEsUEjb6gQ==", 16, "pencil");
    }

    /** What comes out for a proof that is right. */
    ScramAccount giving(Verdict other) {
        verdict = other;
        return this;
    }

    /** From now on right without a look at the proof: what must never happen. */
    ScramAccount careless() {
        careless = true;
        return this;
    }

    @Override
    public Future<Verifiers> verifiers(String authcid, Form form) {
        names.add(authcid);
        return Future.succeededFuture(new Verifiers() {
            @Override
            public byte[] salt() {
                return Base64.getDecoder().decode(salt);
            }

            @Override
            public int iterations() {
                return iterations;
            }

            @Override
            public Future<Verdict> prove(Predicate<Secret> proof) {
                if (careless) {
                    return Future.succeededFuture(verdict);
                }
                boolean known = authcid.equals(name);
                boolean proven = false;
                for (var password : known ? passwords : List.of("of nobody")) {
                    var keys = ScramKeys.of(form, Secret.ofText(password), salt(), iterations);
                    proven |= proof.test(Secret.ofOctets(keys));
                    tried++;
                }
                return Future.succeededFuture(known && proven ? verdict : new Verdict.Rejected());
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

    /** The next step: a challenge's text, or what else it is. */
    static String answer(Exchange exchange, String response) {
        return answer(exchange, response.getBytes(StandardCharsets.UTF_8));
    }

    static String answer(Exchange exchange, byte[] response) {
        var step = await(exchange.next(Optional.of(Secret.ofOctets(response))));
        if (step instanceof Step.Challenge challenge) {
            return new String(Base64.getDecoder().decode(challenge.base64()), StandardCharsets.UTF_8);
        }
        return step instanceof Step.Done done
                ? done.verdict().getClass().getSimpleName()
                : "Invalid: " + ((Step.Invalid) step).problem();
    }
}
