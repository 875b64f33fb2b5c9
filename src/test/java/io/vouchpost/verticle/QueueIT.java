package io.vouchpost.verticle;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vouchpost.cli.CommandFactory;
import io.vouchpost.cli.VouchpostCommand;
import io.vouchpost.survival.RecordingHop.Mood;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** An operator's hand in the queue of a gateway that runs. */
class QueueIT extends Installed {
    private TestGateway startThatWaitsLong() throws Exception {
        neighbour.is(Mood.DEFERS_MESSAGE);
        return start(RELAYED, json -> json.getJsonObject("delivery")
                .put("retry", new JsonObject().put("intervals", new JsonArray().add("1h"))));
    }

    @Test
    void whatWaitsIsSeenAndTriedAtOnce() throws Exception {
        try (var gateway = startThatWaitsLong()) {
            var reference = accepted(gateway, Letter.of("one", "bob@example.net"));
            assertThat(queue(gateway, "list")).contains(reference, "bob@example.net", "waiting", "451 4.3.0 not now");
            assertThat(queue(gateway, "show", reference)).contains("bob@example.net: waiting", "deferred");
            neighbour.is(Mood.GOOD);
            assertThat(queue(gateway, "retry", reference)).contains("1 recipient");
            assertThat(neighbour.arrival().recipients()).containsExactly("bob@example.net");
            awaitEnd(gateway, reference);
            assertThat(queue(gateway, "show", reference))
                    .contains("bob@example.net: delivered", "250 2.0.0 taken", "retried");
            assertThat(queue(gateway, "list")).contains("There is nothing");
        }
    }

    @Test
    void whatIsHeldStaysUntilItIsReleased() throws Exception {
        try (var gateway = startThatWaitsLong()) {
            var reference = accepted(gateway, Letter.of("one", "bob@example.net"));
            assertThat(queue(gateway, "hold", reference)).contains("Held: 1 recipient.");
            neighbour.is(Mood.GOOD);
            accepted(gateway, Letter.of("two", "carol@example.net"));
            assertThat(neighbour.arrival().recipients()).containsExactly("carol@example.net");
            assertThat(queue(gateway, "release", reference)).contains("Released: 1 recipient.");
            assertThat(neighbour.arrival().recipients()).containsExactly("bob@example.net");
            awaitEnd(gateway, reference);
        }
    }

    @Test
    void ofWhatIsSentBackTheSenderHearsAndOfWhatIsTakenOutNobody() throws Exception {
        try (var gateway = startThatWaitsLong()) {
            var removed = accepted(gateway, Letter.of("one", "bob@example.net"));
            var bounced = accepted(gateway, Letter.of("two", "carol@example.net"));
            neighbour.is(Mood.GOOD);
            assertThat(queue(gateway, "remove", removed)).contains("Removed: 1 recipient. Nobody is told.");
            assertThat(queue(gateway, "bounce", bounced)).contains("1 recipient");
            var notification = neighbour.arrival();
            assertThat(notification.from()).isEmpty();
            assertThat(notification.recipients()).containsExactly(TestGateway.ALICE);
            assertThat(notification.octets()).contains("Status: 5.7.1", "carol@example.net");
            awaitEnd(gateway, bounced);
            awaitEnd(gateway, removed);
            awaitRow(gateway, "SELECT 1 WHERE NOT EXISTS (SELECT FROM spool_messages WHERE finished IS NULL)");
            assertThat(neighbour.hasArrivals()).isFalse();
        }
    }

    private static String queue(TestGateway gateway, String... arguments) {
        var out = new StringWriter();
        var line = new CommandLine(new VouchpostCommand(), new CommandFactory(file -> gateway.settings()));
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(out));
        var whole = new String[arguments.length + 1];
        whole[0] = "queue";
        System.arraycopy(arguments, 0, whole, 1, arguments.length);
        assertThat(line.execute(whole)).as(out.toString()).isZero();
        return out.toString();
    }
}
