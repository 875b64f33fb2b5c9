package io.vouchpost.sasl;

import io.vertx.core.Future;
import io.vouchpost.sasl.Credentials.Verdict;
import io.vouchpost.secret.Secret;
import java.security.SecureRandom;
import java.util.function.Predicate;

/**
 * What is kept of one account in one {@link Form}: of its password, and of the credentials of its devices. An account that
 * does not exist, or has none, looks the same until the verdict.
 */
public interface Verifiers {

    /** SCRAM's salt, the same for all of an account; of no meaning to other forms. */
    byte[] salt();

    /** SCRAM's iteration count, likewise. */
    int iterations();

    /**
     * Tries the client's proof on each verifier there is. Asked once.
     *
     * @param proof whether what the client sent proves that it knows the secret which this verifier was made from; compares
     *     in constant time, and keeps no reference to it
     * @return fails never
     */
    Future<Verdict> prove(Predicate<Secret> proof);

    /** None: whatever is proven, this is the verdict. */
    static Verifiers none(Verdict verdict) {
        var salt = new byte[16];
        new SecureRandom().nextBytes(salt);
        return new Verifiers() {
            @Override
            public byte[] salt() {
                return salt;
            }

            @Override
            public int iterations() {
                return 10_000;
            }

            @Override
            public Future<Verdict> prove(Predicate<Secret> proof) {
                return Future.succeededFuture(verdict);
            }
        };
    }
}
