package io.vouchpost.sasl;

import com.ongres.scram.common.ScramFunctions;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * SCRAM (RFC 5802) with SHA-1, SHA-256 (RFC 7677) or SHA-512, each with and without channel binding. Client and server show
 * each other that they know keys of the password; neither the password nor anything as good goes over the line or is kept.
 */
public final class Scram implements Mechanism {
    /** Characters, six bits each. */
    private static final int NONCE_LENGTH = 24;

    private final Form form;
    private final boolean plus;
    private final Supplier<String> nonces;

    private Scram(Form form, boolean plus) {
        this(form, plus, nonces(new SecureRandom()));
    }

    /**
     * @param plus whether the channel is bound
     * @param nonces ours, of printable characters without commas
     */
    Scram(Form form, boolean plus, Supplier<String> nonces) {
        this.form = form;
        this.plus = plus;
        this.nonces = nonces;
    }

    /** All six. */
    public static List<Mechanism> all() {
        return Stream.of(Form.SCRAM_SHA_512, Form.SCRAM_SHA_256, Form.SCRAM_SHA_1)
                .<Mechanism>flatMap(form -> Stream.of(new Scram(form, true), new Scram(form, false)))
                .toList();
    }

    private static Supplier<String> nonces(SecureRandom random) {
        return () -> ScramFunctions.nonce(NONCE_LENGTH, random);
    }

    @Override
    public String name() {
        return ScramKeys.nameOf(form) + (plus ? "-PLUS" : "");
    }

    @Override
    public Exchange start(Credentials credentials, Channel channel) {
        return new ScramExchange(form, new ScramBinding(plus, channel), nonces.get(), credentials);
    }
}
