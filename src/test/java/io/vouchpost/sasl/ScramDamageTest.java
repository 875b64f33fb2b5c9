package io.vouchpost.sasl;

import static io.vouchpost.sasl.ScramAccount.answer;
import static org.assertj.core.api.Assertions.assertThat;

import com.ongres.scram.client.ScramClient;
import com.ongres.scram.common.exception.ScramException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Whatever is changed in either message of a client that is right: it is not accepted. */
class ScramDamageTest {
    private static final byte[] BINDING = {1, 2, 3, 4};
    private static final Channel BOUND = new Channel(Optional.empty(), Map.of("tls-server-end-point", BINDING));

    @Property(tries = 2_000)
    void aFlippedBitIsNoticed(
            @ForAll boolean inFirst, @ForAll @IntRange(max = 200) int octet, @ForAll @IntRange(max = 7) int bit) {
        refused(inFirst, message -> {
            message[octet % message.length] ^= (byte) (1 << bit);
            return message;
        });
    }

    @Property(tries = 500)
    void aMissingEndIsNoticed(@ForAll boolean inFirst, @ForAll @IntRange(max = 200) int kept) {
        refused(inFirst, message -> Arrays.copyOf(message, kept % message.length));
    }

    @Property(tries = 500)
    void somethingMoreIsNoticed(@ForAll boolean inFirst, @ForAll byte more) {
        refused(inFirst, message -> {
            var longer = Arrays.copyOf(message, message.length + 1);
            longer[message.length] = more;
            return longer;
        });
    }

    @FunctionalInterface
    private interface Damage {
        byte[] to(byte[] message);
    }

    private static void refused(boolean inFirst, Damage damage) {
        var client = ScramClient.builder()
                .advertisedMechanisms(List.of("SCRAM-SHA-256-PLUS"))
                .username("user")
                .password("pencil".toCharArray())
                .channelBinding("tls-server-end-point", BINDING)
                .build();
        var exchange = Scram.all().get(2).start(ScramAccount.user(), BOUND);
        byte[] first = client.clientFirstMessage().toString().getBytes(StandardCharsets.UTF_8);
        String reply = answer(exchange, inFirst ? damage.to(first) : first);
        if (!reply.startsWith("r=")) {
            assertThat(inFirst).isTrue();
            return;
        }
        try {
            client.serverFirstMessage(reply);
        } catch (ScramException | IllegalArgumentException nonceIsNotMine) {
            assertThat(inFirst).isTrue();
            return;
        }
        byte[] last = client.clientFinalMessage().toString().getBytes(StandardCharsets.UTF_8);
        assertThat(answer(exchange, inFirst ? last : damage.to(last))).doesNotStartWith("v=");
    }
}
