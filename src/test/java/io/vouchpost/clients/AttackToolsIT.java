package io.vouchpost.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vouchpost.clients.AttackTool.Target;
import io.vouchpost.verticle.SocketClient;
import io.vouchpost.verticle.TestGateway;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Those who guess do not find a password that stands last of 300 words, by the programs that people guess with, from one
 * address or from fifty; and its owner, who has logged in from another network before, logs in throughout.
 *
 * <p>All addresses are loopback ones. A gateway takes such as most sessions come from for proxies of its own and spares them,
 * so here that many sessions are never reached; all else of the guard is as where nothing is said.
 */
@Timeout(120)
class AttackToolsIT {
    private static final String OWNER = "127.0.1.7";
    private static final int WORDS = 300;
    private static final long SECONDS = 15;
    private static final Duration PAUSE = Duration.ofMillis(300);

    @TempDir
    Path folder;

    private TestGateway gateway(Consumer<JsonObject> guard) throws Exception {
        return TestGateway.start(Files.createDirectory(folder.resolve("gateway")), json -> {
            var settings = new JsonObject()
                    .put("exempt", new JsonArray())
                    .put("sharedAddress", new JsonObject().put("sessions", 1_000_000));
            guard.accept(settings);
            json.put("guard", settings);
        });
    }

    private static List<String> attackers(int number) {
        return IntStream.rangeClosed(1, number).mapToObj(i -> "127.0.2." + i).toList();
    }

    private Path words(int number) throws IOException {
        var words = Stream.concat(
                IntStream.range(1, number).mapToObj(i -> "password" + i), Stream.of(TestGateway.PASSWORD));
        return Files.write(folder.resolve("words"), words.toList());
    }

    private Path toolsFolder() throws IOException {
        return Files.createDirectories(folder.resolve("tool"));
    }

    /** Otherwise the tests below would show nothing. */
    @ParameterizedTest
    @EnumSource
    void withoutAGuardItIsFound(AttackTool tool) throws Exception {
        tool.require();
        try (var gateway = gateway(guard -> guard.put("accountFailures", 1_000)
                        .put("strangerFailures", 1_000)
                        .put("networkFailures", 1_000)
                        .put("stuffingNetworks", 1_000)
                        .put("tarpit", "0s"));
                var masquerade = tool.masquerade(gateway, attackers(1))) {
            var said = "";
            // hydra loses a worker now and then, with the word that it had: then it is asked again
            for (int i = 0; i < 5 && !tool.finds(TestGateway.PASSWORD, said); i++) {
                said = tool.attack(new Target(masquerade.port(), TestGateway.ALICE, words(20), toolsFolder()), 60);
            }
            assertThat(tool.finds(TestGateway.PASSWORD, said)).as(said).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void fromOneAddressItIsNotFound(AttackTool tool) throws Exception {
        tool.require();
        isNotFound(tool, 1);
    }

    @ParameterizedTest
    @EnumSource
    void fromFiftyAddressesItIsNotFound(AttackTool tool) throws Exception {
        tool.require();
        isNotFound(tool, 50);
    }

    private void isNotFound(AttackTool tool, int addresses) throws Exception {
        try (var gateway = gateway(guard -> {});
                var masquerade = tool.masquerade(gateway, attackers(addresses));
                var owner = new Owner(gateway)) {
            var said =
                    tool.attack(new Target(masquerade.port(), TestGateway.ALICE, words(WORDS), toolsFolder()), SECONDS);
            assertThat(tool.finds(TestGateway.PASSWORD, said)).as(said).isFalse();
            nobodyButTheOwnerWasLetIn(gateway, owner);
        }
    }

    /** Who knows the gateway takes a new connection for each guess, and loses none by being told to wait. */
    @Test
    void byHandFromFiftyAddressesItIsNotFound() throws Exception {
        try (var gateway = gateway(guard -> {});
                var masquerade = new Masquerade(gateway.tlsPort(), attackers(50));
                var owner = new Owner(gateway)) {
            var words = new ConcurrentLinkedQueue<>(Files.readAllLines(words(WORDS)));
            var threads = Executors.newFixedThreadPool(8);
            var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
            var guessing = IntStream.range(0, 8)
                    .mapToObj(i ->
                            CompletableFuture.supplyAsync(() -> guess(masquerade.port(), words, deadline), threads))
                    .toList();
            var replies = new ArrayList<String>();
            guessing.forEach(it -> replies.addAll(it.join()));
            threads.shutdown();
            assertThat(replies).isNotEmpty().noneMatch(it -> it.startsWith("235"));
            nobodyButTheOwnerWasLetIn(gateway, owner);
        }
    }

    private static List<String> guess(int port, ConcurrentLinkedQueue<String> words, long deadline) {
        var replies = new ArrayList<String>();
        for (var word = words.poll(); word != null && System.nanoTime() < deadline; word = words.poll()) {
            try {
                replies.add(logIn(port, word));
            } catch (IOException gone) {
                replies.add("");
            }
        }
        return replies;
    }

    private static String logIn(int port, String password) throws IOException {
        try (var client = SocketClient.tls(port)) {
            var greeting = client.readReply();
            if (!greeting.startsWith("220")) {
                return greeting;
            }
            client.command("EHLO client.example");
            var response = "\0" + TestGateway.ALICE + '\0' + password;
            return client.command(
                    "AUTH PLAIN " + Base64.getEncoder().encodeToString(response.getBytes(StandardCharsets.UTF_8)));
        }
    }

    private static void nobodyButTheOwnerWasLetIn(TestGateway gateway, Owner owner) throws Exception {
        var replies = owner.rest();
        var accepted = gateway.audit().stream()
                .filter(event -> "login".equals(event.getString("event")))
                .filter(event -> "accepted".equals(event.getString("outcome")))
                .map(event -> event.getString("client"))
                .distinct()
                .toList();
        assertThat(accepted).as("who was let in").containsExactly(OWNER);
        assertThat(replies).as("what the owner was told").hasSizeGreaterThan(3).allMatch(it -> it.startsWith("235"));
    }

    /** Logs in now and then, from where she always does. */
    private static final class Owner implements AutoCloseable {
        private final Masquerade masquerade;
        private final CountDownLatch enough = new CountDownLatch(1);
        private final CompletableFuture<List<String>> replies;

        Owner(TestGateway gateway) throws IOException {
            masquerade = new Masquerade(gateway.tlsPort(), List.of(OWNER));
            assertThat(logIn(masquerade.port(), TestGateway.PASSWORD)).startsWith("235");
            replies = CompletableFuture.supplyAsync(this::logInAgainAndAgain);
        }

        private List<String> logInAgainAndAgain() {
            var all = new ArrayList<String>();
            try {
                do {
                    all.add(logIn(masquerade.port(), TestGateway.PASSWORD));
                } while (!enough.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS));
                all.add(logIn(masquerade.port(), TestGateway.PASSWORD));
            } catch (IOException | InterruptedException e) {
                all.add(e.toString());
            }
            return all;
        }

        /** What she was told by now, and once more after the attack. */
        List<String> rest() throws Exception {
            enough.countDown();
            return replies.get(30, TimeUnit.SECONDS);
        }

        @Override
        public void close() throws IOException {
            enough.countDown();
            masquerade.close();
        }
    }
}
