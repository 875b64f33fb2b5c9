package io.vouchpost.delivery;

import static io.vouchpost.delivery.Hops.message;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.message.Submission;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Next hops that reset the connection, or speak without end, before they are ready. Nobody waits for them: another host is asked
 * while there is time, which there would not be if one of them were waited for.
 */
class UnreadyNextHopTest {
    private static final Duration ALL_THE_TIME = Duration.ofSeconds(15);
    private static final Submission MESSAGE = message("a@example.org", "b@example.net");

    private final Hops hops = new Hops().connectTimeout(ALL_THE_TIME).timeout(ALL_THE_TIME);
    private ServerSocket first;

    @BeforeEach
    void listen() throws Exception {
        first = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        hops.host("127.0.0.1", first.getLocalPort(), false);
    }

    @AfterEach
    void close() throws Exception {
        first.close();
        hops.close();
    }

    private interface Manner {
        void treat(Socket client) throws IOException;
    }

    /** Treats one client so; completed when that has ended. */
    private CompletableFuture<Void> receives(Manner manner) {
        return CompletableFuture.runAsync(() -> {
            try (var client = first.accept()) {
                manner.treat(client);
            } catch (IOException gone) {
                // the client's right
            }
        });
    }

    private static void reset(Socket client) throws SocketException {
        client.setSoLinger(true, 0);
    }

    private static void say(Socket client, String text) throws IOException {
        client.getOutputStream().write(text.getBytes(US_ASCII));
    }

    private static void hear(Socket client) throws IOException {
        assertThat(client.getInputStream().read()).isPositive();
    }

    private void aSecondTakesIt() throws Exception {
        var second = hops.server().start();
        assertThat(hops.host(second).send(MESSAGE)).isInstanceOf(Outcome.Relayed.class);
        assertThat(second.messages).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "220", "220-hello\r\n", "220 hello\r\n"})
    void whereTheGreetingIsCutOffByAResetTheSecondTakesIt(String greeting) throws Exception {
        var over = receives(client -> {
            say(client, greeting);
            reset(client);
        });
        aSecondTakesIt();
        over.get(10, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "250-hello\r\n"})
    void whereTheAnswerToEhloIsCutOffByAResetTheSecondTakesIt(String answer) throws Exception {
        var over = receives(client -> {
            say(client, "220 hello\r\n");
            hear(client);
            say(client, answer);
            reset(client);
        });
        aSecondTakesIt();
        over.get(10, TimeUnit.SECONDS);
    }

    /** Written until the connection is closed at the other end. */
    @ParameterizedTest
    @ValueSource(strings = {"220-hello\r\n", "x", "\r\n"})
    void whereTheGreetingHasNoEndTheSecondTakesIt(String part) throws Exception {
        var over = receives(client -> {
            while (true) {
                say(client, part.repeat(1000));
            }
        });
        aSecondTakesIt();
        over.get(10, TimeUnit.SECONDS);
    }

    @Test
    void whereTheAnswerToEhloHasNoEndTheSecondTakesIt() throws Exception {
        var over = receives(client -> {
            say(client, "220 hello\r\n");
            hear(client);
            while (true) {
                say(client, "250-hello\r\n".repeat(1000));
            }
        });
        aSecondTakesIt();
        over.get(10, TimeUnit.SECONDS);
    }

    @Test
    void theOperatorReadsWhy() throws Exception {
        var over = receives(UnreadyNextHopTest::reset);
        assertThat(hops.send(MESSAGE)).isInstanceOfSatisfying(Outcome.Deferred.class, deferred -> {
            assertThat(deferred.reply()).hasToString("451 4.4.1 The next hop is unreachable, please try again later");
            // it depends on whether the reset came before the connection was ready to be read
            assertThat(deferred.cause())
                    .contains("127.0.0.1:" + first.getLocalPort())
                    .containsAnyOf("was closed", "Connection reset");
        });
        over.get(10, TimeUnit.SECONDS);
    }
}
