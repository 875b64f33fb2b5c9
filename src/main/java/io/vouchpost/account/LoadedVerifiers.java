package io.vouchpost.account;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vouchpost.sasl.Credentials.Verdict;
import io.vouchpost.sasl.Verifiers;
import io.vouchpost.secret.Secret;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** Verifiers of one account, or of nobody, in memory until the client's proof is there; wiped then. */
final class LoadedVerifiers implements Verifiers {
    private final byte[] salt;
    private final int iterations;
    private final List<Candidate> candidates;
    private final Secret decoy;
    private final Verdict unproven;
    private final Function<Candidate, Future<Verdict>> right;

    /**
     * A verifier and the credential that it is of.
     *
     * @param secret opened
     * @param stale what is stored, where it should be sealed anew
     */
    record Candidate(StoredCredential.Key key, Secret secret, Optional<Buffer> stale) {}

    /**
     * @param decoy is tried as well, so that nobody's verifiers are tried too
     * @param unproven the verdict where the proof fits none
     * @param right makes the verdict where it fits this one, and wipes it; fails never
     */
    LoadedVerifiers(
            byte[] salt,
            int iterations,
            List<Candidate> candidates,
            Secret decoy,
            Verdict unproven,
            Function<Candidate, Future<Verdict>> right) {
        this.salt = salt;
        this.iterations = iterations;
        this.candidates = candidates;
        this.decoy = decoy;
        this.unproven = unproven;
        this.right = right;
    }

    @Override
    public byte[] salt() {
        return salt.clone();
    }

    @Override
    public int iterations() {
        return iterations;
    }

    /** Tries them all, wherever the right one stands. */
    @Override
    public Future<Verdict> prove(Predicate<Secret> proof) {
        var fitting = candidates.stream().filter(it -> proof.test(it.secret())).toList();
        var unused = proof.test(decoy);
        decoy.close();
        var match = fitting.stream().findFirst();
        candidates.stream().filter(it -> !match.equals(Optional.of(it))).forEach(it -> it.secret()
                .close());
        return match.map(right).orElseGet(() -> Future.succeededFuture(unproven));
    }
}
