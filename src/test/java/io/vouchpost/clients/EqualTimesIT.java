package io.vouchpost.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.clients.Dialogue.Took;
import io.vouchpost.verticle.SocketClient;
import io.vouchpost.verticle.TestGateway;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
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
 * <p>Of OAuth, the wrong secret is a token with another signature, and the unknown name that of a right token; what is timed is
 * the answer to the token, not to the client's word that it has read why. Certificates are not here: to show one, one has to have it.
 */
class EqualTimesIT {
    private static final String UNKNOWN = "alicf@example.org";
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

    /** A log-in by somebody who is greeted. */
    private interface Attempting {
        Took attempt(SocketClient client, Guess guess) throws Exception;
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
        takeTheSameTime(dialogue.mechanism(), (client, guess) -> {
            var user = guess == Guess.UNKNOWN ? UNKNOWN : Attempt.USER;
            var secret = guess == Guess.RIGHT ? TestGateway.PASSWORD : "incorrect hors";
            return dialogue.play(client, user, secret);
        });
    }

    @Test
    void rightAndWrongAndUnknownTokensTakeTheSameTime() throws Exception {
        var tokens = new EnumMap<Guess, String>(Guess.class);
        tokens.put(Guess.RIGHT, endpoint.tokenOf(Attempt.USER));
        tokens.put(
                Guess.WRONG,
                endpoint.tokenOf(Attempt.USER)
                        .replaceFirst("[^.]+$", endpoint.tokenOf(UNKNOWN).replaceFirst(".*\\.", "")));
        tokens.put(Guess.UNKNOWN, endpoint.tokenOf(UNKNOWN));
        takeTheSameTime("OAUTHBEARER", (client, guess) -> bear(client, tokens.get(guess)));
    }

    private static Took bear(SocketClient client, String token) throws IOException {
        var message = "n,,\1auth=Bearer " + token + "\1\1";
        var begun = System.nanoTime();
        var reply = client.command(
                "AUTH OAUTHBEARER " + Base64.getEncoder().encodeToString(message.getBytes(StandardCharsets.US_ASCII)));
        var nanos = System.nanoTime() - begun;
        return new Took(reply.startsWith("334 ") ? client.command("AQ==") : reply, nanos);
    }

    private static void takeTheSameTime(String mechanism, Attempting attempting) throws Exception {
        measure(attempting, TRIES / 4); // until it is compiled
        var means = means(measure(attempting, TRIES));
        for (int round = 1; round < ROUNDS && difference(means) > LARGEST_DIFFERENCE; round++) {
            means = means(measure(attempting, TRIES));
        }
        assertThat(difference(means)).as("%s, in µs: %s", mechanism, means).isLessThanOrEqualTo(LARGEST_DIFFERENCE);
    }

    private static Map<Guess, List<Long>> measure(Attempting attempting, int tries) throws Exception {
        var order = new ArrayList<Guess>();
        for (var guess : Guess.values()) {
            order.addAll(Collections.nCopies(tries, guess));
        }
        Collections.shuffle(order, new Random(tries));
        var times = new EnumMap<Guess, List<Long>>(Guess.class);
        var refusals = new ArrayList<String>();
        for (var guess : order) {
            try (var client = SocketClient.tls(endpoint.tlsPort())) {
                client.readReply();
                client.command("EHLO client.example");
                var took = attempting.attempt(client, guess);
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
