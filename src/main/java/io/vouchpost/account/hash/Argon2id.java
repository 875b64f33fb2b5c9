package io.vouchpost.account.hash;

import io.vertx.ext.auth.hashing.HashString;
import io.vertx.ext.auth.hashing.HashingAlgorithm;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/** Argon2id (RFC 9106). Needs as much memory as its parameter {@code m} says, in KiB. */
public final class Argon2id implements HashingAlgorithm {
    private static final int NEW_OCTETS = 32;
    /** In this order they are written. */
    private static final Set<String> PARAMETERS =
            Collections.unmodifiableSet(new LinkedHashSet<>(List.of("v", "m", "t", "p")));

    @Override
    public String id() {
        return HashFormat.ARGON2ID.id();
    }

    @Override
    public Set<String> params() {
        return PARAMETERS;
    }

    @Override
    public String hash(HashString text, String password) {
        var parameters = new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(number(text, "v"))
                .withMemoryAsKB(number(text, "m"))
                .withIterations(number(text, "t"))
                .withParallelism(number(text, "p"))
                .withSalt(Base64Text.octets(text.salt()))
                .build();
        var hash = new byte
                [Optional.ofNullable(text.hash())
                        .map(stored -> Base64Text.octets(stored).length)
                        .orElse(NEW_OCTETS)];
        var generator = new Argon2BytesGenerator();
        generator.init(parameters);
        generator.generateBytes(password.getBytes(StandardCharsets.UTF_8), hash);
        return Base64Text.of(hash);
    }

    private static int number(HashString text, String parameter) {
        return Integer.parseInt(text.params().get(parameter));
    }
}
