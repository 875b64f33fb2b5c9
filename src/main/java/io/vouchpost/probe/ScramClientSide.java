package io.vouchpost.probe;

import com.ongres.scram.client.ScramClient;
import com.ongres.scram.common.StringPreparation;
import com.ongres.scram.common.exception.ScramException;
import com.ongres.scram.common.util.TlsServerEndpoint;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** SCRAM (RFC 5802, RFC 7677) by the library of ongres; bound by the server's certificate (RFC 5929 §4). */
final class ScramClientSide implements ClientMechanism {
    /** A server that asks for more wants to keep us busy. */
    private static final int MOST_ITERATIONS = 1_000_000;

    /** RFC 5802 §7: the library takes it for granted that nothing of it is missing. */
    private static final Pattern SERVER_FIRST =
            Pattern.compile("r=[!-+\\--~]+,s=[A-Za-z0-9+/=]+,i=(?<iterations>[1-9][0-9]*)(,.*)?");

    private final ScramClient client;
    private final byte[] first;
    private int steps;
    private boolean proven;

    /**
     * @param binding what to bind to; empty where there is nothing
     * @param offersPlus whether the server has a form that binds to TLS: who claims then that it has none is an attacker
     */
    ScramClientSide(String mechanism, Identity identity, Optional<byte[]> binding, boolean offersPlus) throws Obstacle {
        var password = identity.secret().reveal().toCharArray();
        try {
            var builder = ScramClient.builder()
                    .advertisedMechanisms(List.of(mechanism))
                    .username(identity.user())
                    .password(password)
                    .stringPreparation(StringPreparation.SASL_PREPARATION);
            boolean plus = mechanism.endsWith("-PLUS");
            if (binding.isPresent() && (plus || !offersPlus)) {
                builder.channelBinding(TlsServerEndpoint.TLS_SERVER_END_POINT, binding.get());
            }
            client = builder.build();
            first = octets(client.clientFirstMessage().toString());
            prepare(password);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) { // the latter where nothing is left of one
            throw new Obstacle(
                    "user name or password cannot be used with " + mechanism,
                    "they have characters that SASLprep forbids (RFC 4013)");
        }
    }

    /** The library does so when it is too late, after the server's first message: which would seem to be at fault. */
    private static void prepare(char[] password) {
        Arrays.fill(StringPreparation.SASL_PREPARATION.normalize(password), '\0');
    }

    @Override
    public Optional<byte[]> initial() {
        return Optional.of(first);
    }

    @Override
    public byte[] next(byte[] challenge) throws Obstacle {
        var message = new String(challenge, StandardCharsets.UTF_8);
        try {
            steps++;
            if (steps == 1) {
                examine(message);
                client.serverFirstMessage(message);
                return octets(client.clientFinalMessage().toString());
            }
            client.serverFinalMessage(message);
            proven = true;
            return new byte[0];
        } catch (ScramException | IllegalArgumentException | IllegalStateException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    private static void examine(String serverFirst) throws Obstacle {
        var message = SERVER_FIRST.matcher(serverFirst);
        if (!message.matches()) {
            throw wrong("it begins with no nonce, salt and iteration count");
        }
        var iterations = message.group("iterations");
        if (iterations.length() > 9 || Integer.parseInt(iterations) > MOST_ITERATIONS) {
            throw new Obstacle(
                    "the server wants the password hashed more than " + MOST_ITERATIONS + " times",
                    "that is too often for phones; 4096 (SCRAM-SHA-256) are usual, some 100000 good");
        }
    }

    private static Obstacle wrong(String how) {
        return new Obstacle(
                "the server's part in SCRAM is wrong: " + how,
                "somebody between, or a server that does not know the password");
    }

    @Override
    public boolean isProven() {
        return proven;
    }

    private static byte[] octets(String message) {
        return message.getBytes(StandardCharsets.UTF_8);
    }
}
