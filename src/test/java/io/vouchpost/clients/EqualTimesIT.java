package io.vouchpost.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.verticle.SocketClient;
import io.vouchpost.verticle.TestGateway;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Nobody learns by a clock, or by the reply, whether a name is known: over the whole gateway, 200 log-ins each with the right
 * secret, a wrong one, and a name that nobody has, in random order, so that whatever else the machine does falls on all alike.
 * Nothing is remembered, so that each check is a real one.
 *
 * <p>What is compared is the mean of the middle half, from the client's last line to the reply: single waits for the scheduler
 * or for a garbage collection are many times what is to be found. Where the machine is so busy that it does not agree, it is
 * measured anew, three times at most; a difference in what is done would be there each time.
 *
 * <p>OAuth tokens and certificates are not here: whom they stand for, they tell by themselves.
 */
class EqualTimesIT {
    private static final int TRIES = 200;
    private static final int ROUNDS = 3;
    private static final double LARGEST_DIFFERENCE = 0.10;

    @TempDir
    static Path folder;

    static Endpoint endpoint;

    private enum Guess {
        RIGHT,
        WRONG,
        UNKNOWN
    }

    static Stream<Dialogue> dialogues() {
        return Dialogue.all();
    }

    @BeforeAll
    static void start() throws Exception {
        endpoint = Endpoint.start(folder, json -> json.getJsonObject("sasl")
                .put("hash", "argon2id")
                .put("hashMemoryKib", 8_192)
                .put("remember", "0s")
                .put("legacyOnPrimary", true));
    }

    @AfterAll
    static void stop() {
        endpoint.close();
    }

    @ParameterizedTest
    @MethodSource("dialogues")
    void rightAndWrongAndUnknownTakeTheSameTime(Dialogue dialogue) throws Exception {
        measure(dialogue, TRIES / 4); // until it is compiled
        var means = means(measure(dialogue, TRIES));
        for (int round = 1; round < ROUNDS && difference(means) > LARGEST_DIFFERENCE; round++) {
            means = means(measure(dialogue, TRIES));
        }
        assertThat(difference(means)).as("%s, in µs: %s", dialogue, means).isLessThanOrEqualTo(LARGEST_DIFFERENCE);
    }

    private static Map<Guess, List<Long>> measure(Dialogue dialogue, int tries) throws IOException {
        var order = new ArrayList<Guess>();
        for (var guess : Guess.values()) {
            order.addAll(Collections.nCopies(tries, guess));
        }
        Collections.shuffle(order, new Random(tries));
        var times = new EnumMap<Guess, List<Long>>(Guess.class);
        var refusals = new ArrayList<String>();
        for (var guess : order) {
            var user = guess == Guess.UNKNOWN ? "alicf@example.org" : Attempt.USER;
            var secret = guess == Guess.RIGHT ? TestGateway.PASSWORD : "incorrect hors";
            try (var client = SocketClient.tls(endpoint.tlsPort())) {
                client.readReply();
                client.command("EHLO client.example");
                var took = dialogue.play(client, user, secret);
                times.computeIfAbsent(guess, it -> new ArrayList<>()).add(took.nanos());
                if (guess == Guess.RIGHT) {
                    assertThat(took.reply()).startsWith("235 ");
                } else {
                    refusals.add(took.reply().replaceFirst("\\([A-Z0-9-]+\\)$", "(reference)"));
                }
            }
        }
        assertThat(refusals.stream().distinct()).as("replies to the letter").hasSize(1);
        return times;
    }

    /** Of the middle half, in microseconds. */
    private static Map<Guess, Double> means(Map<Guess, List<Long>> times) {
        var means = new EnumMap<Guess, Double>(Guess.class);
        times.forEach((guess, all) -> means.put(
                guess,
                all.stream()
                        .sorted()
                        .skip(all.size() / 4)
                        .limit(all.size() / 2)
                        .mapToLong(nanos -> nanos / 1_000)
                        .average()
                        .orElseThrow()));
        return means;
    }

    private static double difference(Map<Guess, Double> means) {
        return Collections.max(means.values()) / Collections.min(means.values()) - 1;
    }
}
