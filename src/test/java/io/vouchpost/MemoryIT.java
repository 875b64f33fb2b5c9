package io.vouchpost;

import static io.vouchpost.database.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.net.NetClientOptions;
import io.vouchpost.verticle.SocketClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** 2,000 clients trickle a 10 MiB message each into a gateway with 256 MiB of heap, and somebody else just sends mail. */
@Timeout(180)
class MemoryIT {
    private static final int CLIENTS = 2_000;
    private static final int AT_A_TIME = 100;
    /** Of each client: with 2,000 of them many times the budget for memory, and the heap. */
    private static final int OCTETS = 200_000;

    /** Heap, and twice as much for classes, code, threads and 2,000 TLS sessions; about 440 MiB are usual. */
    private static final long MOST_RESIDENT = 768L << 20;

    private static final Duration PAUSE = Duration.ofMillis(250);
    private static final Duration PATIENCE_OF_A_PERSON = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    @Test
    void thousandsThatTrickleTakeNoMoreThanTheirShare() throws Exception {
        var vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
        try (var gateway = start()) {
            var tricklers = connect(vertx, gateway.tlsPort());
            for (int number = 0; tricklers.stream().anyMatch(client -> client.sent() < OCTETS); number++) {
                tricklers.forEach(Trickler::trickle);
                long start = System.nanoTime();
                send(gateway, number);
                assertThat(Duration.ofNanos(System.nanoTime() - start))
                        .as("message %d of somebody else", number)
                        .isLessThan(PATIENCE_OF_A_PERSON);
                await(vertx.timer(PAUSE.toMillis(), TimeUnit.MILLISECONDS));
            }
            assertThat(filesOfMessages())
                    .as("messages that were moved out of memory, though none is over limits.memoryPerMessage")
                    .isGreaterThan(CLIENTS / 2);
            assertThat(tricklers).noneMatch(client -> client.answer().isComplete());
            assertThat(await(tricklers.get(CLIENTS / 2).end())).startsWith("250 ");
            assertThat(gateway.arrival().octets().length()).isGreaterThan(OCTETS);
            assertThat(gateway.program().isAlive()).isTrue();
            assertThat(gateway.program().err()).doesNotContain("OutOfMemory", "ERROR");
            assertThat(peakOf(gateway.program())).isLessThan(MOST_RESIDENT);
        } finally {
            await(vertx.close());
        }
    }

    private JarGateway start() throws Exception {
        return JarGateway.start(folder, List.of("-Xmx256m"), json -> json.getJsonObject("limits")
                .put("grace", "1s")
                .put("connections", CLIENTS + 100)
                .put("connectionsPerAddress", CLIENTS + 100)
                .put("connectionsPerAccount", CLIENTS + 100)
                .put("memoryPerMessage", 10 * OCTETS));
    }

    private static List<Trickler> connect(Vertx vertx, int port) {
        var client = vertx.createNetClient(new NetClientOptions()
                .setSsl(true)
                .setTrustAll(true)
                .setHostnameVerificationAlgorithm("")
                .setConnectTimeout(20_000));
        var tricklers = new ArrayList<Trickler>();
        tricklers.add(await(Trickler.start(client, port))); // alone: the others' password is known to be right then
        while (tricklers.size() < CLIENTS) {
            var some = new ArrayList<Future<Trickler>>();
            for (int i = 0; i < Math.min(AT_A_TIME, CLIENTS - tricklers.size()); i++) {
                some.add(Trickler.start(client, port));
            }
            tricklers.addAll(await(Future.all(some)).<Trickler>list());
        }
        return List.copyOf(tricklers);
    }

    private static void send(JarGateway gateway, int number) throws Exception {
        try (var client = SocketClient.loggedIn(gateway.tlsPort())) {
            client.command("MAIL FROM:<alice@example.org>");
            client.command("RCPT TO:<bob@example.net>");
            client.command("DATA");
            assertThat(client.command("From: alice@example.org\r\nSubject: " + number + "\r\n\r\nHello\r\n."))
                    .startsWith("250 ");
            assertThat(gateway.arrival().octets().toString()).contains("Subject: " + number);
        }
    }

    private long filesOfMessages() throws IOException {
        try (var files = Files.walk(folder.resolve("data").resolve("messages"))) {
            return files.filter(Files::isRegularFile).count();
        }
    }

    /** The most it ever had of the machine's memory, in octets; 0 where the system does not tell. */
    private static long peakOf(Program program) throws IOException {
        var status = Path.of("/proc", Long.toString(program.pid()), "status");
        return Files.exists(status)
                ? Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("VmHWM:"))
                        .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("[^0-9]", "")))
                        .sum()
                : 0;
    }
}
