package io.vouchpost.delivery;

import static io.vouchpost.delivery.Hops.message;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A next hop that does not read: the message stays where it is and does not pile up in memory. */
class BackPressureTest {
    private static final int LINE = 512;
    private static final int MEGABYTE = 1024 * 1024;

    private final Hops hops = new Hops();

    @AfterEach
    void close() throws Exception {
        hops.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a long line without", ".a long line with one"})
    void aLargeMessageWaitsForTheReader(String line) throws Exception {
        var server = hops.server().deafInData().start();
        var content = thirtyMegabytes(line);
        var sent = hops.host(server).begin(message(content, "a@example.org", "b@example.net"));

        Hops.await(stable(content, -1));
        assertThat(content.written.get()).isPositive().isLessThan(16L * MEGABYTE); // what kernel and server hold

        server.hearOn();
        assertThat(Hops.await(sent)).isInstanceOf(Outcome.Relayed.class);
        var stuffing = line.startsWith(".") ? content.size() / LINE : 0;
        assertThat(server.messages.get(0).length()).isEqualTo((int) (content.size() + stuffing));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a long line without", ".a long line with one"})
    void aReaderThatNeverReadsAgainIsGivenUp(String line) throws Exception {
        var server = hops.server().deafInData().start();
        var content = thirtyMegabytes(line);
        hops.host(server).timeout(Duration.ofSeconds(2));
        assertThat(hops.send(message(content, "a@example.org", "b@example.net")))
                .isInstanceOfSatisfying(Outcome.Deferred.class, deferred -> {
                    assertThat(deferred.reply().toString()).startsWith("451 4.4.2");
                    assertThat(deferred.cause()).contains("the message").doesNotContain("delivered");
                });
        assertThat(content.written.get()).isLessThan(16L * MEGABYTE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "552 5.3.4 Too large      | Refused  | 552 5.3.4 Too large",
                "452 4.3.1 No room        | Deferred | 452 4.3.1 No room",
                "421 4.3.2 Shutting down  | Deferred | 451 4.3.2 Shutting down",
                "250 2.0.0 Already enough | Deferred | 451 4.3.5 The next hop does not take mail",
                "nonsense                 | Deferred | 451 4.4.2 The connection to the next hop was lost",
            })
    void whoAnswersBeforeTheEndDoesNotGetIt(String said, String outcome, String told) throws Exception {
        var server = hops.server().deafInData().start();
        var content = thirtyMegabytes("a long line");
        var sent = hops.host(server).begin(message(content, "a@example.org", "b@example.net"));
        Hops.await(stable(content, -1));
        server.sockets.get(0).write(said + "\r\n");

        assertThat(Hops.await(sent).reply().toString()).startsWith(told);
        assertThat(sent.result().getClass().getSimpleName()).isEqualTo(outcome);
        assertThat(sent.result() instanceof Outcome.Deferred deferred && deferred.possiblyDelivered())
                .isFalse();
        server.hearOn();
        Hops.await(server.closings.get(0));
        assertThat(server.heard(".")).isEmpty();
    }

    private static MemoryContent thirtyMegabytes(String start) {
        var line = start + "x".repeat(LINE - 2 - start.length()) + "\r\n";
        return MemoryContent.repeating(Buffer.buffer(line.repeat(16)), 30 * MEGABYTE / (16 * LINE));
    }

    /** Completed when nothing more was written for a while. */
    private Future<Void> stable(MemoryContent content, long before) {
        return hops.vertx.timer(300, java.util.concurrent.TimeUnit.MILLISECONDS).compose(tick -> {
            long now = content.written.get();
            return now > 0 && now == before ? Future.succeededFuture() : stable(content, now);
        });
    }
}
