package io.vouchpost;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import io.vouchpost.config.Workshop;
import io.vouchpost.verticle.SocketClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Thirty reloads, of certificate and settings at once, while clients log in and submit without a pause: nobody notices. */
@Timeout(180)
class ReloadUnderLoadIT {
    private static final int RELOADS = 30;
    private static final int COMING_AND_GOING = 3;
    private static final int STAYING = 2;
    private static final Pattern SUBJECT = Pattern.compile("Subject: (\\d+)\r\n");

    @TempDir
    Path folder;

    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicInteger numbers = new AtomicInteger();
    private final Queue<Integer> accepted = new ConcurrentLinkedQueue<>();
    private final Queue<String> losses = new ConcurrentLinkedQueue<>();

    @Test
    void notAConnectionAndNotAMessageIsLost() throws Exception {
        var workshop = new Workshop(folder.resolve("workshop"));
        var secret = new MountedSecret(folder.resolve("tls"));
        secret.publish(pair(workshop, 0));
        var clients = Executors.newFixedThreadPool(COMING_AND_GOING + STAYING);
        try (var gateway = JarGateway.start(
                folder,
                List.of("-Xmx256m"),
                json -> json.put(
                        "tls",
                        new JsonObject().put("certificate", "tls/tls.crt").put("key", "tls/tls.key")))) {
            for (int i = 0; i < COMING_AND_GOING; i++) {
                clients.execute(() -> guarded(() -> comeAndGo(gateway)));
            }
            for (int i = 0; i < STAYING; i++) {
                clients.execute(() -> guarded(() -> stay(gateway)));
            }
            for (int i = 1; i <= RELOADS; i++) {
                reload(gateway, secret, pair(workshop, i), i);
            }
            over.set(true);
            clients.shutdown();
            assertThat(clients.awaitTermination(60, TimeUnit.SECONDS)).isTrue();

            assertThat(losses).isEmpty();
            assertThat(gateway.program().err()).contains("in force now: [limits.recipients");
            assertThat(accepted).hasSizeGreaterThan(RELOADS);
            var arrived = new HashSet<Integer>();
            while (arrived.size() < accepted.size()) {
                var subject = SUBJECT.matcher(gateway.arrival().octets().toString(StandardCharsets.UTF_8));
                assertThat(subject.find()).isTrue();
                assertThat(arrived.add(Integer.valueOf(subject.group(1))))
                        .as("once")
                        .isTrue();
            }
            assertThat(arrived).containsExactlyInAnyOrderElementsOf(accepted);
            try (var client = SocketClient.tls(gateway.tlsPort())) {
                assertThat(client.certificate().getSubjectX500Principal().toString())
                        .isEqualTo("CN=generation" + RELOADS);
            }
        } finally {
            over.set(true);
            clients.shutdownNow();
        }
    }

    private static Map<String, String> pair(Workshop workshop, int generation) throws IOException {
        var name = "generation" + generation;
        workshop.certificate(name);
        return Map.of(
                "tls.crt", Files.readString(workshop.folder.resolve(name + ".pem")),
                "tls.key", Files.readString(workshop.folder.resolve(name + ".key")));
    }

    private static void reload(JarGateway gateway, MountedSecret secret, Map<String, String> files, int count)
            throws Exception {
        gateway.configure(json -> json.getJsonObject("limits").put("recipients", 50 + count));
        secret.publish(files);
        gateway.program().signal("HUP");
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (renewed(gateway) < count) {
            assertThat(System.nanoTime()).as("reload %s", count).isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    /** How many certificates the log tells of, besides the first. */
    private static long renewed(JarGateway gateway) {
        return gateway.program()
                        .err()
                        .lines()
                        .filter(line -> line.contains("TLS with "))
                        .count()
                - 1;
    }

    private interface Work {
        void go() throws IOException;
    }

    private void guarded(Work work) {
        try {
            while (!over.get()) {
                work.go();
            }
        } catch (IOException | RuntimeException | AssertionError lost) {
            losses.add(lost.toString());
        }
    }

    private void comeAndGo(JarGateway gateway) throws IOException {
        try (var client = SocketClient.loggedIn(gateway.tlsPort())) {
            submit(client);
            said(client.command("QUIT"), "221 ");
        }
        try (var client = SocketClient.plain(gateway.port())) {
            said(client.readReply(), "220 ");
            client.command("EHLO client.example");
            said(client.command("STARTTLS"), "220 ");
            client.handshake();
            said(client.command("EHLO client.example"), "250-");
            said(client.command("QUIT"), "221 ");
        }
    }

    private void stay(JarGateway gateway) throws IOException {
        try (var client = SocketClient.loggedIn(gateway.tlsPort())) {
            while (!over.get()) {
                submit(client);
            }
            said(client.command("QUIT"), "221 ");
        }
    }

    private void submit(SocketClient client) throws IOException {
        int number = numbers.incrementAndGet();
        said(client.command("MAIL FROM:<alice@example.org>"), "250 ");
        said(client.command("RCPT TO:<bob@example.net>"), "250 ");
        said(client.command("DATA"), "354 ");
        said(client.command("From: alice@example.org\r\nSubject: " + number + "\r\n\r\nHello\r\n."), "250 ");
        accepted.add(number);
    }

    private static void said(String reply, String expected) throws IOException {
        if (!reply.startsWith(expected)) {
            throw new IOException("instead of " + expected + ": " + reply);
        }
    }
}
