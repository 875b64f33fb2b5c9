package io.vouchpost.delivery;

import static io.vouchpost.delivery.Hops.message;
import static io.vouchpost.delivery.ScriptedServer.DROP;
import static io.vouchpost.delivery.ScriptedServer.SILENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import io.vouchpost.FreePort;
import io.vouchpost.message.Content;
import io.vouchpost.message.Submission;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Next hops that are away, hang, break off or talk nonsense: another host, or a deferral, and never a false yes. */
class NextHopFailureTest {
    private static final Duration SHORT = Duration.ofMillis(250);
    private static final Submission MESSAGE = message("a@example.org", "b@example.net", "c@example.net");

    private final Hops hops = new Hops();

    @AfterEach
    void close() throws Exception {
        hops.close();
    }

    @Test
    void whenTheFirstIsDownTheSecondTakesIt() throws Exception {
        var second = hops.server().start();
        var outcome = hops.host("127.0.0.1", deadPort(), false).host(second).send(MESSAGE);
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Relayed.class, relayed -> assertThat(relayed.host())
                .endsWith(":" + second.port()));
    }

    @Test
    void whenAllAreDownTheMessageIsDeferredAndTheOperatorReadsWhy() throws Exception {
        int one = deadPort();
        int two = deadPort();
        var outcome =
                hops.host("127.0.0.1", one, false).host("127.0.0.1", two, false).send(MESSAGE);
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Deferred.class, deferred -> {
            assertThat(deferred.reply()).hasToString("451 4.4.1 The next hop is unreachable, please try again later");
            assertThat(deferred.cause()).contains("127.0.0.1:" + one, "127.0.0.1:" + two, "refused");
        });
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "CONNECT | 554 5.3.2 No service",
                "CONNECT | 421 4.3.2 Too busy",
                "CONNECT | nonsense",
                "EHLO    | 421 4.3.2 Shutting down",
                "MAIL    | 421 4.3.2 Shutting down",
                "RCPT    | 421 4.3.2 Shutting down",
                "DATA    | 421 4.3.2 Shutting down",
                "MAIL    | nonsense",
                "RCPT    | nonsense",
                "DATA    | nonsense",
                "DATA    | 999 nonsense",
                "DATA    | 35",
            })
    void whenTheFirstWillNotTheSecondTakesIt(String stage, String said) throws Exception {
        var first = hops.server().when(stage, said).start();
        var second = hops.server().start();
        assertThat(hops.host(first).host(second).send(MESSAGE)).isInstanceOf(Outcome.Relayed.class);
        assertThat(first.messages).isEmpty();
        assertThat(second.messages).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"CONNECT", "EHLO", "MAIL", "RCPT", "DATA"})
    void whenTheFirstBreaksOffBeforeTheDotTheSecondTakesIt(String stage) throws Exception {
        var first = hops.server().when(stage, DROP).start();
        var second = hops.server().start();
        assertThat(hops.host(first).host(second).send(MESSAGE)).isInstanceOf(Outcome.Relayed.class);
        assertThat(first.connections).hasValue(1);
        assertThat(second.messages).hasSize(1);
    }

    @Test
    void whenItBreaksOffAfterTheDotNobodyElseIsAsked() throws Exception {
        var first = hops.server().when(".", DROP).start();
        var second = hops.server().start();
        assertThat(hops.host(first).host(second).send(MESSAGE))
                .isInstanceOfSatisfying(Outcome.Deferred.class, deferred -> {
                    assertThat(deferred.reply().toString()).startsWith("451 4.4.2");
                    assertThat(deferred.cause()).contains("may have been delivered", "127.0.0.1:" + first.port());
                    assertThat(deferred.possiblyDelivered()).isTrue();
                    assertThat(deferred.host()).isEqualTo("127.0.0.1:" + first.port());
                });
        assertThat(second.connections).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "250-never ends"})
    void nonsenseAfterTheDotIsNoYes(String said) throws Exception {
        var server = hops.server().when(".", said + DROP).start();
        assertThat(hops.host(server).send(MESSAGE))
                .isInstanceOfSatisfying(Outcome.Deferred.class, deferred -> assertThat(deferred.possiblyDelivered())
                        .isTrue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"CONNECT", "EHLO", "STARTTLS"})
    void whenItHangsBeforeItIsReadyTheSecondTakesIt(String stage) throws Exception {
        var first = hops.server().when(stage, SILENCE);
        if (stage.equals("STARTTLS")) {
            first.startTls(
                    io.vertx.core.net.SelfSignedCertificate.create("localhost").keyCertOptions());
            hops.tls(io.vouchpost.config.RouteSettings.TlsPolicy.OPPORTUNISTIC, "none");
        }
        first.start();
        var second = hops.server().start();
        hops.host(first).host(second).connectTimeout(SHORT).connections(1);
        for (int i = 0; i < 3; i++) { // and the one place is not lost to the one that hangs
            assertThat(hops.send(MESSAGE)).isInstanceOf(Outcome.Relayed.class);
        }
        assertThat(first.connections).hasValue(3);
        Hops.await(Future.all(first.closings)); // none is left hanging
        first.when(stage, "220 back again").when("EHLO", "250 hello");
        if (stage.equals("CONNECT")) {
            assertThat(hops.send(MESSAGE))
                    .isInstanceOfSatisfying(Outcome.Relayed.class, relayed -> assertThat(relayed.host())
                            .endsWith(":" + first.port()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"MAIL", "RCPT", "DATA", "."})
    void whenItHangsInTheTransactionTheMessageIsDeferred(String stage) throws Exception {
        var server = hops.server().when(stage, SILENCE).start();
        assertThat(hops.host(server).timeout(SHORT).send(MESSAGE))
                .isInstanceOfSatisfying(Outcome.Deferred.class, deferred -> {
                    assertThat(deferred.reply())
                            .hasToString("451 4.4.2 The next hop did not answer in time, please try again later");
                    assertThat(deferred.cause().contains("may have been delivered"))
                            .isEqualTo(stage.equals("."));
                    assertThat(deferred.possiblyDelivered()).isEqualTo(stage.equals("."));
                });
        server.when(stage, stage.equals("DATA") ? "354 Go on" : "250 2.0.0 Ok");
        assertThat(hops.send(MESSAGE)).isInstanceOf(Outcome.Relayed.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"421 4.7.0 Too many errors", DROP})
    void whomTheFirstRefusedBeforeItLeftTheSecondIsNotAsked(String parting) throws Exception {
        var first = hops.server()
                .when("RCPT TO:<b@", "550 5.1.1 Unknown")
                .when("RCPT TO:<c@", "450 4.2.0 Later")
                .when("RCPT TO:<d@", parting)
                .start();
        var second = hops.server().start();
        var outcomes = hops.host(first)
                .host(second)
                .sendAll(message("a@example.org", "b@example.net", "c@example.net", "d@example.net"));
        assertThat(outcomes)
                .extracting(Outcome::getClass)
                .containsExactly(Outcome.Refused.class, Outcome.Relayed.class, Outcome.Relayed.class);
        assertThat(second.heard("RCPT")).containsExactly("RCPT TO:<c@example.net>", "RCPT TO:<d@example.net>");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatWasAnsweredBeforeItBrokeOffStillCounts(boolean pipelining) throws Exception {
        var server =
                hops.server().when("RCPT TO:<b@", "550 5.1.1 Unknown").when("RCPT TO:<c@", "550 5.1.1 Unknown" + DROP);
        server = pipelining ? server.start() : server.without("PIPELINING").start();
        assertThat(hops.host(server).sendAll(MESSAGE))
                .allSatisfy(outcome -> assertThat(outcome).isInstanceOf(Outcome.Refused.class));
    }

    @Test
    void theTimeUntilTheDotIsOneThingAndTheTimeForItsAnswerAnother() throws Exception {
        var server = hops.server().when(".", SILENCE).start();
        hops.host(server).timeout(Duration.ofSeconds(20)).leeway(Leeway.of(SHORT));
        var sent = hops.begin(MESSAGE);
        Hops.await(hops.vertx.timer(3 * SHORT.toMillis(), TimeUnit.MILLISECONDS));
        assertThat(sent.isComplete()).isFalse();
        assertThat(server.heard(".")).hasSize(1);
        server.sockets.get(0).write("250 2.0.0 At last\r\n");
        assertThat(Hops.await(sent).reply()).hasToString("250 2.0.0 At last");
    }

    @Test
    void whoMayNotEndItBreaksOffWithoutTheDot() throws Exception {
        var server = hops.server().start();
        hops.host(server).leeway(new Leeway(Duration.ofSeconds(20), () -> false));
        assertThat(hops.send(MESSAGE)).isInstanceOfSatisfying(Outcome.Deferred.class, deferred -> {
            assertThat(deferred.possiblyDelivered()).isFalse();
            assertThat(deferred.cause()).contains("no longer ours");
        });
        Hops.await(server.closings.get(0));
        assertThat(server.heard("DATA")).hasSize(1);
        assertThat(server.heard(".")).isEmpty();
        assertThat(server.messages).isEmpty();
    }

    @Test
    void aServerThatKnowsOnlyHeloIsSpokenToPlainly() throws Exception {
        var server = hops.server().when("EHLO", "502 5.5.1 What?").start();
        assertThat(hops.host(server).send(MESSAGE)).isInstanceOf(Outcome.Relayed.class);
        assertThat(server.heard("MAIL")).containsExactly("MAIL FROM:<a@example.org>");
    }

    @Test
    void aHangInResetCostsNobodyHisPlace() throws Exception {
        var server = hops.server()
                .when("RCPT TO:<x", "550 5.1.1 No")
                .when("RSET", SILENCE)
                .start();
        hops.host(server).connections(1).connectTimeout(SHORT);
        assertThat(hops.send(message("a@example.org", "x@example.net"))).isInstanceOf(Outcome.Refused.class);
        assertThat(hops.send(MESSAGE)).isInstanceOf(Outcome.Relayed.class);
    }

    @Test
    void whoeverWaitsWhenTheTransportIsClosedIsStillServed() throws Exception {
        var server = hops.server().start();
        hops.host(server).connections(1);
        var all = IntStream.range(0, 5).mapToObj(i -> hops.begin(MESSAGE)).toList();
        Hops.await(hops.transport().close());
        assertThat(all).allSatisfy(sent -> assertThat(Hops.await(sent)).isInstanceOf(Outcome.Relayed.class));
        assertThat(server.messages).hasSize(5);
    }

    @Test
    void whoWaitsInVainForAConnectionIsDeferred() throws Exception {
        var server = hops.server().when("MAIL", SILENCE).start();
        hops.host(server).connections(1).timeout(SHORT);
        var both = IntStream.range(0, 2).mapToObj(i -> hops.begin(MESSAGE)).toList();
        Hops.await(Future.all(both));
        assertThat(both.get(1).result().reply().toString()).matches("451 4\\.4\\.[25] .*");
        assertThat(server.connections.get()).isLessThanOrEqualTo(2);
    }

    @Test
    void aConnectionThatDiedInThePoolIsReplacedOnTheSameHost() throws Exception {
        var server = hops.server().start();
        hops.host(server).send(MESSAGE);
        server.when("RSET", DROP);
        assertThat(hops.send(MESSAGE)).isInstanceOf(Outcome.Relayed.class);
        server.when("RSET", "250 Ok").when("MAIL FROM:<stale@", DROP);
        assertThat(hops.send(MESSAGE)).isInstanceOf(Outcome.Relayed.class);
        assertThat(server.connections).hasValue(2);
        assertThat(hops.send(message("stale@example.org", "b@example.net"))).isInstanceOf(Outcome.Deferred.class);
        assertThat(server.connections).hasValue(3); // one more try, on a connection of its own
    }

    @Test
    void idleConnectionsAreClosedInTime() throws Exception {
        var server = hops.server().start();
        hops.host(server).keepAlive(Duration.ofMillis(100)).send(MESSAGE);
        Hops.await(server.closings.get(0));
        assertThat(server.heard("QUIT")).hasSize(1);
        assertThat(hops.send(MESSAGE)).isInstanceOf(Outcome.Relayed.class);
    }

    @Test
    void aReplyThatNobodyAskedForIsNotTakenForTheNextOne() throws Exception {
        var server = hops.server()
                .when("DATA", "354 Go on\r\n250 2.0.0 Already yours")
                .start();
        assertThat(hops.host(server).send(MESSAGE)).isInstanceOf(Outcome.Deferred.class);
        server.when("DATA", "354 Go on").when("RCPT TO:<c", "250 2.1.5 Ok\r\n354 Go on");
        assertThat(hops.send(MESSAGE)).isInstanceOf(Outcome.Deferred.class);
        assertThat(server.messages).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"250 2.0.0 Taken, Relayed", "554 5.7.1 Spam, Refused", "451 4.3.0 Later, Deferred"})
    void whatItSaidToTheDotStandsAlsoWhereItLeavesWithTheSameBreath(String said, String outcome) throws Exception {
        var first = hops.server()
                .when(".", said + "\r\n421 4.4.2 That was the last one" + DROP)
                .start();
        var second = hops.server().start();
        assertThat(hops.host(first).host(second).send(MESSAGE)).satisfies(it -> {
            assertThat(it.getClass().getSimpleName()).isEqualTo(outcome);
            assertThat(it.reply().toString()).startsWith(said);
            assertThat(it instanceof Outcome.Deferred deferred && deferred.possiblyDelivered())
                    .isFalse();
        });
        assertThat(second.connections).hasValue(0);
        first.asUsual();
        assertThat(hops.send(MESSAGE)).isInstanceOf(Outcome.Relayed.class);
        assertThat(first.connections).hasValue(2);
    }

    @ParameterizedTest
    @CsvSource({"MAIL, 250 2.1.0 Ok", "RCPT, 250 2.1.5 Ok", "DATA, 354 Go on"})
    void whereItLeavesBeforeTheDotTheSecondTakesIt(String stage, String said) throws Exception {
        var first =
                hops.server().when(stage, said + "\r\n421 4.3.2 Shutting down").start();
        var second = hops.server().start();
        assertThat(hops.host(first).host(second).send(MESSAGE)).isInstanceOf(Outcome.Relayed.class);
        assertThat(first.messages).isEmpty();
        assertThat(second.messages).hasSize(1);
    }

    @Test
    void endlessRepliesAreNotReadToTheirEnd() throws Exception {
        var server = hops.server()
                .when("MAIL", "250-more\r\n".repeat(100_000) + "250 end")
                .start();
        assertThat(hops.host(server).send(MESSAGE))
                .isInstanceOfSatisfying(Outcome.Deferred.class, deferred -> assertThat(deferred.cause())
                        .contains("more than 128 lines"));
        server.when("MAIL", "x".repeat(1_000_000));
        assertThat(hops.send(MESSAGE))
                .isInstanceOfSatisfying(Outcome.Deferred.class, deferred -> assertThat(deferred.cause())
                        .contains("more than 2048 octets"));
    }

    @Test
    void aMessageThatCannotBeReadBackIsNotEndedByADot() throws Exception {
        var server = hops.server().start();
        var broken = new Content() {
            @Override
            public long size() {
                return 1000;
            }

            @Override
            public boolean hasLeadingDots() {
                return false;
            }

            @Override
            public Future<Void> writeTo(WriteStream<Buffer> sink) {
                return sink.write(Buffer.buffer("Subject: half\r\n"))
                        .compose(written -> Future.failedFuture("disk fault"));
            }

            @Override
            public void release() {}
        };
        assertThat(hops.host(server).send(message(broken, "a@example.org", "b@example.net")))
                .isInstanceOfSatisfying(Outcome.Deferred.class, deferred -> {
                    assertThat(deferred.reply().toString()).startsWith("451 4.3.0");
                    assertThat(deferred.cause()).contains("disk fault");
                });
        assertThat(server.messages).isEmpty();
    }

    private static int deadPort() {
        return FreePort.any();
    }
}
