package io.vouchpost.sasl;

import static io.vouchpost.sasl.ScramAccount.answer;
import static org.assertj.core.api.Assertions.assertThat;

import com.ongres.scram.client.ScramClient;
import com.ongres.scram.common.StringPreparation;
import com.ongres.scram.common.exception.ScramException;
import io.vouchpost.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Assume;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.NumericChars;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

/** All six forms against the client that logs in to PostgreSQL, channel bindings included. */
class ScramOracleTest {
    private static final String SALT = "W22ZaJ0SNY7soEsUEjb6gQ==";
    private static final byte[] BINDING = "what both ends see".getBytes(StandardCharsets.US_ASCII);

    private static final Set<Integer> MAPPED_TO_NOTHING = Set.of(
            0xad, 0x34f, 0x1806, 0x180b, 0x180c, 0x180d, 0x200b, 0x200c, 0x200d, 0x2060, 0xfe00, 0xfe01, 0xfe02, 0xfe03,
            0xfe04, 0xfe05, 0xfe06, 0xfe07, 0xfe08, 0xfe09, 0xfe0a, 0xfe0b, 0xfe0c, 0xfe0d, 0xfe0e, 0xfe0f, 0xfeff);

    @Property(tries = 100)
    void whoeverKnowsThePasswordGetsIn(
            @ForAll
                    @AlphaChars
                    @NumericChars
                    @Chars({',', '=', '@', '.', '\u00e9', '\u4e2d'})
                    @StringLength(min = 1, max = 40)
                    String name,
            @ForAll @StringLength(min = 1, max = 40) String password,
            @ForAll @Size(min = 16, max = 64) byte[] binding) {
        Assume.that(Secret.ofText(password).reveal().equals(password)); // no half of a surrogate pair
        Assume.that(!password.codePoints().allMatch(MAPPED_TO_NOTHING::contains)); // that client refuses those
        var prepared = Saslprep.name(name).orElseThrow();
        var account = new ScramAccount(prepared, SALT, 5, password);
        for (var mechanism : Scram.all()) {
            boolean plus = mechanism.name().endsWith("-PLUS");
            var client = client(mechanism.name(), name, password, plus ? Optional.of(binding) : Optional.empty());
            assertThat(logIn(mechanism.start(account, bound(binding)), client)).containsExactly("v=", "Accepted");
        }
    }

    @Example
    void theBindingMustBeTheSameOnBothEnds() {
        var account = ScramAccount.user();
        var client = client("SCRAM-SHA-256-PLUS", "user", "pencil", Optional.of(new byte[32]));
        assertThat(logIn(Scram.all().get(2).start(account, bound(BINDING)), client))
                .singleElement()
                .asString()
                .startsWith("Invalid: channel-bindings-dont-match");
        assertThat(account.tried).isZero();
    }

    @Example
    void anOfferWithoutPlusOnItsWayIsFoundOut() {
        var deceived = ScramClient.builder()
                .advertisedMechanisms(List.of("SCRAM-SHA-256"))
                .username("user")
                .password("pencil".toCharArray())
                .channelBinding("tls-exporter", BINDING)
                .build();
        assertThat(logIn(Scram.all().get(3).start(ScramAccount.user(), bound(BINDING)), deceived))
                .singleElement()
                .asString()
                .startsWith("Invalid: server-does-support-channel-binding");
    }

    /** Such a client is right: nothing was offered that it could have used. */
    @Example
    void aClientWithBindingsGetsInWhereNoneAreOffered() {
        var client = ScramClient.builder()
                .advertisedMechanisms(List.of("SCRAM-SHA-256"))
                .username("user")
                .password("pencil".toCharArray())
                .channelBinding("tls-exporter", BINDING)
                .build();
        assertThat(logIn(Scram.all().get(3).start(ScramAccount.user(), Channel.BARE), client))
                .containsExactly("v=", "Accepted");
    }

    private static Channel bound(byte[] data) {
        return new Channel(Optional.empty(), Map.of("tls-exporter", data));
    }

    private static ScramClient client(String mechanism, String name, String password, Optional<byte[]> binding) {
        var client = ScramClient.builder()
                .advertisedMechanisms(List.of(mechanism))
                .username(name)
                .password(password.toCharArray())
                .stringPreparation(StringPreparation.POSTGRESQL_PREPARATION);
        binding.ifPresent(data -> client.channelBinding("tls-exporter", data));
        return client.build();
    }

    /**
     * What the server answers to the client's proof: {@code v=} stands for a proof of its own that the client has found
     * right.
     */
    static List<String> logIn(Exchange exchange, ScramClient client) {
        var answers = new ArrayList<String>();
        String reply = answer(exchange, client.clientFirstMessage().toString());
        if (reply.startsWith("r=")) {
            read(client, reply);
            reply = answer(exchange, client.clientFinalMessage().toString());
        }
        if (reply.startsWith("v=")) {
            try {
                client.serverFinalMessage(reply);
            } catch (ScramException e) {
                throw new AssertionError(e);
            }
            answers.add("v=");
            reply = answer(exchange, "");
        }
        answers.add(reply);
        return answers;
    }

    static void read(ScramClient client, String serverFirst) {
        try {
            client.serverFirstMessage(serverFirst);
        } catch (ScramException e) {
            throw new AssertionError(e);
        }
    }
}
