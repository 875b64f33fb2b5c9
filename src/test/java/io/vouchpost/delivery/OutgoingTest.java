package io.vouchpost.delivery;

import static io.vouchpost.delivery.Hops.envelope;
import static io.vouchpost.delivery.Hops.message;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailConfig;
import io.vouchpost.message.Submission;
import io.vouchpost.smtp.Envelope.BodyType;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is made ready for a next hop is what it gets, and what cannot be made ready is not sent. */
class OutgoingTest {
    private static final Submission MESSAGE = message(
            envelope(BodyType.EIGHT_BIT_MIME, false, "a@example.org", "b@example.net", "c@example.net"),
            "Received: here\r\n",
            MemoryContent.of("\u00e4\r\n"));

    private final Hops hops = new Hops();
    private final Context context = hops.vertx.getOrCreateContext();
    private final AtomicInteger released = new AtomicInteger();

    @AfterEach
    void close() throws Exception {
        hops.close();
    }

    private Future<Outgoing> converted(Submission submission, Extensions extensions) {
        return Future.succeededFuture(
                extensions.eightBitMime()
                        ? Outgoing.asItIs(submission)
                        : new Outgoing(
                                "DKIM-Signature: x\r\n" + submission.trace(),
                                MemoryContent.of(".=E4\r\n"),
                                BodyType.SEVEN_BIT,
                                released::incrementAndGet));
    }

    private NextHop nextHop(ScriptedServer server, Preparation preparation) {
        var config = new MailConfig("127.0.0.1", server.port()).setKeepAlive(true);
        return new NextHop(
                context,
                "scripted",
                "gateway.example",
                1,
                Duration.ofSeconds(5),
                () -> MailClient.create(hops.vertx, config),
                Optional.empty(),
                new Trust(false, false),
                preparation,
                new Health("route", "scripted", Duration.ZERO, Clock.systemUTC()));
    }

    private List<Outcome> deliver(NextHop nextHop) throws Exception {
        var attempt = new CompletableFuture<Attempt>();
        context.runOnContext(now -> {
            var given = Allowance.of(hops.vertx, Leeway.of(Duration.ofSeconds(20)), Duration.ofSeconds(20));
            nextHop.deliver(MESSAGE, given)
                    .onComplete(done -> given.untilDot().lift())
                    .onSuccess(attempt::complete)
                    .onFailure(attempt::completeExceptionally);
        });
        return ((Attempt.Settled) attempt.get(20, TimeUnit.SECONDS)).outcomes();
    }

    @Test
    void whatWasMadeReadyGoesOutWithItsOwnSizeAndIsReleasedOnce() throws Exception {
        var server = hops.server().without("8BITMIME").start();
        assertThat(deliver(nextHop(server, this::converted))).hasSize(2).allSatisfy(outcome -> assertThat(outcome)
                .isInstanceOf(Outcome.Relayed.class));
        var expected = "DKIM-Signature: x\r\nReceived: here\r\n..=E4\r\n";
        assertThat(server.messages.get(0)).hasToString(expected);
        assertThat(server.heard("MAIL"))
                .containsExactly(
                        "MAIL FROM:<a@example.org> SIZE=" + (expected.length() - 1)); // without the stuffed dot
        assertThat(released).hasValue(1);
    }

    @Test
    void whatNeedsNothingGoesOutAsItWasSubmitted() throws Exception {
        var server = hops.server().start();
        deliver(nextHop(server, this::converted));
        assertThat(server.heard("MAIL")).containsExactly("MAIL FROM:<a@example.org> SIZE=19 BODY=8BITMIME");
        assertThat(released).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"MAIL", "RCPT", "DATA", "."})
    void itIsReleasedHoweverItEnds(String stage) throws Exception {
        var server =
                hops.server().without("8BITMIME").when(stage, "550 5.7.1 No").start();
        assertThat(deliver(nextHop(server, this::converted)))
                .allSatisfy(outcome -> assertThat(outcome).isInstanceOf(Outcome.Refused.class));
        assertThat(released).hasValue(1);
    }

    @Test
    void whatCannotBeConvertedIsRefusedWithTheReasonAndTheConnectionServesTheNext() throws Exception {
        var server = hops.server().without("8BITMIME").start();
        var calls = new AtomicInteger();
        var nextHop = nextHop(
                server,
                (submission, extensions) -> calls.getAndIncrement() == 0
                        ? Future.failedFuture(new Preparation.Impossible("it is signed"))
                        : converted(submission, extensions));
        assertThat(deliver(nextHop)).hasSize(2).allSatisfy(outcome -> {
            assertThat(outcome).isInstanceOf(Outcome.Refused.class);
            assertThat(outcome.reply()).hasToString("554 5.6.3 Conversion required but not supported: it is signed");
        });
        assertThat(server.heard("MAIL")).isEmpty();
        deliver(nextHop);
        assertThat(server.messages).hasSize(1);
        assertThat(server.connections).hasValue(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whereItIsOurOwnFaultTheMessageIsDeferred(boolean thrown) throws Exception {
        var server = hops.server().without("8BITMIME").start();
        assertThat(deliver(nextHop(server, (submission, extensions) -> {
                    if (thrown) {
                        throw new IllegalStateException("no room");
                    }
                    return Future.failedFuture(new IOException("no room"));
                })))
                .hasSize(2)
                .allSatisfy(outcome -> assertThat(outcome).isInstanceOfSatisfying(Outcome.Deferred.class, deferred -> {
                    assertThat(deferred.reply().toString()).startsWith("451 4.3.0");
                    assertThat(deferred.cause()).contains("no room");
                    assertThat(deferred.possiblyDelivered()).isFalse();
                }));
        assertThat(server.heard("MAIL")).isEmpty();
    }
}
