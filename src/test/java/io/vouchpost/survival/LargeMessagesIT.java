package io.vouchpost.survival;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vouchpost.database.TestDatabase;
import io.vouchpost.verticle.SocketClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Messages of 35 MB through the spool, together larger than the heap of the gateway that has them. */
@Timeout(180)
class LargeMessagesIT {
    private static final int MESSAGES = 7;
    private static final int OCTETS = 35_000_000;
    private static final int LINES_AT_A_TIME = 1_000;

    @TempDir
    private Path folder;

    @Test
    void goThroughTheSpoolOctetForOctetWithoutBeingInMemoryWhole() throws Exception {
        var vertx = Vertx.vertx();
        var clients = Executors.newFixedThreadPool(MESSAGES);
        BlockingQueue<String> arrived = new LinkedBlockingQueue<>();
        var hop = TestDatabase.await(DigestingHop.listen(vertx, arrived::add));
        try (var installation = new Installation(folder, hop.actualPort(), json -> json.getJsonObject("delivery")
                .put("acknowledge", "spooled")
                .put("timeout", "2m")
                .put("spool", new JsonObject().put("lease", "20s")))) {
            var gateway = installation.gateway(); // with 200 MiB of heap
            while (gateway.tlsPort() == 0 && gateway.isAlive()) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
            var submissions = new ArrayList<Callable<String>>();
            for (int number = 0; number < MESSAGES; number++) {
                var name = Integer.toString(number);
                submissions.add(() -> submit(gateway.tlsPort(), name));
            }
            var promised = new ArrayList<String>();
            for (var submission : clients.invokeAll(submissions)) {
                promised.add(submission.get());
            }
            var digests = new ArrayList<String>();
            for (int number = 0; number < MESSAGES; number++) {
                digests.add(arrived.poll(60, TimeUnit.SECONDS));
            }
            assertThat(digests).containsExactlyInAnyOrderElementsOf(promised);
            assertThat(gateway.isAlive()).isTrue();
            assertThat(Files.readString(folder.resolve("gateway-0/log"))).doesNotContain("OutOfMemory");
            while (installation.waiting() > 0) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
            assertThat(arrived).isEmpty();
        } finally {
            clients.shutdownNow();
            TestDatabase.await(vertx.close());
        }
    }

    /** Gives the SHA-256 of what was promised to be delivered. */
    private static String submit(int port, String name) throws IOException {
        var digest = DigestingHop.sha256();
        try (var client = SocketClient.loggedIn(port)) {
            client.command("MAIL FROM:<alice@example.org>");
            client.command("RCPT TO:<bob@example.net>");
            client.command("DATA");
            var fields = Submitter.FIRST_FIELD + name + "\r\nFrom: alice@example.org\r\nMessage-ID: <" + name
                    + "@example.org>\r\nDate: Sat, 21 Nov 2026 12:00:00 +0000\r\n\r\n";
            var lines = (name + "0123456789".repeat(7) + "\r\n")
                    .repeat(LINES_AT_A_TIME)
                    .getBytes(StandardCharsets.US_ASCII);
            client.send(fields);
            digest.update(fields.getBytes(StandardCharsets.US_ASCII));
            for (int sent = 0; sent + lines.length + fields.length() <= OCTETS; sent += lines.length) {
                client.send(lines);
                digest.update(lines);
            }
            client.send(".\r\n");
            assertThat(client.readReply()).startsWith("250 2.0.0 ");
            return HexFormat.of().formatHex(digest.digest());
        }
    }
}
