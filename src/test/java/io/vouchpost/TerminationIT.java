package io.vouchpost;

import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.verticle.SocketClient;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -TERM}: nobody new, those at work may end, the others are told, and then it is over. */
@Timeout(120)
class TerminationIT {
    private static final Duration GRACE = Duration.ofSeconds(6);
    /** For closing what the gateway stands on, on a machine that has other things to do. */
    private static final Duration TO_CLOSE = Duration.ofSeconds(10);
    /** What 128 and the number of SIGTERM make, as for every Java program. */
    private static final int TERMINATED = 143;

    private static final Duration SOON = Duration.ofSeconds(2);

    @TempDir
    Path folder;

    private JarGateway start() throws Exception {
        return JarGateway.start(folder, List.of("-Xmx256m"), json -> json.getJsonObject("limits")
                .put("grace", GRACE.toSeconds() + "s"));
    }

    private static void startMessage(SocketClient client, String subject) throws Exception {
        client.command("MAIL FROM:<alice@example.org>");
        client.command("RCPT TO:<bob@example.net>");
        assertThat(client.command("DATA")).startsWith("354");
        client.send("From: alice@example.org\r\nSubject: " + subject + "\r\n\r\nThe first half");
    }

    /** The event loops stop side by side: one may still listen on the shared port when another has said its goodbyes. */
    private static void closesSoon(int port) throws Exception {
        long deadline = System.nanoTime() + SOON.toNanos();
        boolean open = true;
        while (open) {
            try (var client = SocketClient.plain(port)) {
                assertThat(System.nanoTime()).as("port %s is still open", port).isLessThan(deadline);
            } catch (ConnectException refused) {
                open = false;
            }
        }
    }

    @Test
    void theMessageUnderWayArrivesTheIdleAreToldAndNobodyNewIsLetIn() throws Exception {
        try (var gateway = start();
                var sender = SocketClient.loggedIn(gateway.tlsPort());
                var idle = SocketClient.plain(gateway.port());
                var idleInTls = SocketClient.loggedIn(gateway.tlsPort())) {
            idle.readReply();
            startMessage(sender, "Under way");

            gateway.program().signal("TERM");
            long start = System.nanoTime();
            assertThat(idle.readReply()).startsWith("421 4.3.2");
            assertThat(idle.readReply()).isEmpty();
            assertThat(idleInTls.readReply()).startsWith("421 4.3.2");
            assertThat(idleInTls.readReply()).isEmpty();
            for (int port : List.of(gateway.port(), gateway.tlsPort())) {
                closesSoon(port);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(GRACE);

            assertThat(sender.command(" and the second.\r\n.")).startsWith("250 2.0.0");
            assertThat(sender.readReply()).startsWith("421 4.3.2");
            assertThat(gateway.arrival().octets().toString(StandardCharsets.UTF_8))
                    .contains("Subject: Under way")
                    .endsWith("The first half and the second.\r\n");
            assertThat(gateway.program().ended(GRACE.plus(TO_CLOSE)).code()).isEqualTo(TERMINATED);
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .as("the grace is for those who need it")
                    .isLessThan(GRACE);
        }
    }

    @Test
    void whoNeverEndsIsCutAtTheGracesEnd() throws Exception {
        try (var gateway = start();
                var sender = SocketClient.loggedIn(gateway.tlsPort())) {
            startMessage(sender, "Without end");

            gateway.program().signal("TERM");
            long start = System.nanoTime();
            assertThat(sender.readReply()).as("no word of success").doesNotStartWith("250");
            var heldOut = Duration.ofNanos(System.nanoTime() - start);
            assertThat(heldOut).isGreaterThan(GRACE.minusSeconds(1)).isLessThan(GRACE.plus(TO_CLOSE));
            var ended = gateway.program().ended(TO_CLOSE);
            assertThat(ended.code()).isEqualTo(TERMINATED);
            assertThat(ended.err()).contains("stopped").doesNotContain("Exception");
        }
    }
}
