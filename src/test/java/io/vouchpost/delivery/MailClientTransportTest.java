package io.vouchpost.delivery;

import static io.vouchpost.delivery.Hops.envelope;
import static io.vouchpost.delivery.Hops.message;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vouchpost.smtp.Envelope.BodyType;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes over the wire when all goes well. */
class MailClientTransportTest {
    private final Hops hops = new Hops();

    @AfterEach
    void close() throws Exception {
        hops.close();
    }

    @Test
    void everyCommandIsHeardOnceAndTheAnswerToTheDotIsTheOutcome() throws Exception {
        var server = hops.server().start();
        var outcome = hops.host(server).send(message("alice@example.org", "bob@example.net", "carol@example.net"));
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Relayed.class, relayed -> {
            assertThat(relayed.reply()).hasToString("250 2.0.0 Queued as 4711");
            assertThat(relayed.host()).isEqualTo("127.0.0.1:" + server.port());
        });
        assertThat(server.commands)
                .containsExactly(
                        "EHLO gateway.example", // the client's
                        "EHLO gateway.example", // ours
                        "MAIL FROM:<alice@example.org> SIZE=26",
                        "RCPT TO:<bob@example.net>",
                        "RCPT TO:<carol@example.net>",
                        "DATA",
                        ".");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Subject: header only\r\n",
                "Subject: x\r\n\r\n",
                "\r\n",
                ".\r\n",
                "..\r\n.\r\n...\r\n",
                ".\r\n.\r\n",
                "Subject: x\r\n\r\n.begins with a dot\r\n a .dot\r\n.\r\nlast.\r\n",
                "Subject: \u00e4\u00ff\u0000\u0080\r\n\r\n\u00c3\u00a9\r\n"
            })
    void theMessageArrivesOctetForOctet(String text) throws Exception {
        var server = hops.server().start();
        var outcome = hops.host(server).send(message(MemoryContent.of(text), "a@example.org", "b@example.net"));
        assertThat(outcome).isInstanceOf(Outcome.Relayed.class);
        assertThat(unstuffed(server.messages.get(0))).isEqualTo(text);
    }

    @Test
    void linesMayBeLongerThanAnyBuffer() throws Exception {
        var server = hops.server().start();
        var text = "x".repeat(300_000) + "\r\n." + "y".repeat(300_000) + "\r\n";
        hops.host(server).send(message(MemoryContent.of(text), "a@example.org", "b@example.net"));
        assertThat(unstuffed(server.messages.get(0)).equals(text)).isTrue();
    }

    @Test
    void whereverTheChunksAreCutTheDotsAreStuffedOnce() throws Exception {
        var server = hops.server().start();
        hops.host(server);
        var random = new Random(5321);
        for (int i = 0; i < 200; i++) {
            var text = new StringBuilder();
            random.ints(random.nextInt(40), 0, 4)
                    .forEach(n -> text.append(new String[] {".", "a", "\r\n", "..\r\n."}[n]));
            text.append("\r\n");
            var content = MemoryContent.of(Buffer.buffer(text.toString()), 1 + random.nextInt(5));
            assertThat(hops.send(message(content, "a@example.org", "b@example.net")))
                    .isInstanceOf(Outcome.Relayed.class);
            assertThat(unstuffed(server.messages.get(i))).isEqualTo(text.toString());
        }
        assertThat(server.connections).hasValue(1);
    }

    @Test
    void traceFieldsStandBeforeTheMessageAndCountForItsSize() throws Exception {
        var server = hops.server().start();
        var submission = message(
                envelope(BodyType.UNDECLARED, false, "a@example.org", "b@example.net"),
                "Received: by gateway\r\n",
                MemoryContent.of(".x\r\n"));
        hops.host(server).send(submission);
        assertThat(server.messages.get(0)).hasToString("Received: by gateway\r\n..x\r\n");
        assertThat(server.heard("MAIL")).containsExactly("MAIL FROM:<a@example.org> SIZE=26");
    }

    @Test
    void nullSenderAndEightBitMimeAreDeclared() throws Exception {
        var server = hops.server().start();
        var content = MemoryContent.of("\u00e4\r\n");
        hops.host(server).send(message(envelope(BodyType.EIGHT_BIT_MIME, false, "", "b@example.net"), "", content));
        assertThat(server.heard("MAIL")).containsExactly("MAIL FROM:<> SIZE=3 BODY=8BITMIME");
    }

    @Test
    void whatTheNextHopDoesNotKnowIsNotSaidAndEightBitGoesAnyway() throws Exception {
        var server = hops.server().without("SIZE", "8BITMIME", "PIPELINING").start();
        var content = MemoryContent.of("\u00e4\r\n");
        var outcome = hops.host(server)
                .send(message(envelope(BodyType.EIGHT_BIT_MIME, false, "a@example.org", "b@example.net"), "", content));
        assertThat(outcome).isInstanceOf(Outcome.Relayed.class);
        assertThat(server.heard("MAIL")).containsExactly("MAIL FROM:<a@example.org>");
        assertThat(unstuffed(server.messages.get(0))).isEqualTo("\u00e4\r\n");
    }

    @Test
    void internationalizedAddressesGoOutAsUtf8() throws Exception {
        var server = hops.server().start();
        hops.host(server).send(message("j\u00f6rg@example.org", "\u4f60@\u4f8b\u5b50.example"));
        assertThat(server.heard("MAIL")).containsExactly("MAIL FROM:<j\u00f6rg@example.org> SIZE=26 SMTPUTF8");
        assertThat(server.heard("RCPT")).containsExactly("RCPT TO:<\u4f60@\u4f8b\u5b50.example>");
    }

    @Test
    void withoutSmtpUtf8InternationalizedAddressesAreRefusedAndOthersNot() throws Exception {
        var server = hops.server().without("SMTPUTF8").start();
        hops.host(server);
        assertThat(hops.send(message("a@example.org", "j\u00f6rg@example.org")).reply())
                .hasToString("553 5.6.7 The next hop does not take internationalized addresses (no SMTPUTF8)");
        var asked = message(
                envelope(BodyType.UNDECLARED, true, "a@example.org", "b@example.net"), "", MemoryContent.of("x\r\n"));
        assertThat(hops.send(asked)).isInstanceOf(Outcome.Refused.class);
        assertThat(server.heard("MAIL")).isEmpty();
        assertThat(hops.send(message("a@example.org", "b@example.net"))).isInstanceOf(Outcome.Relayed.class);
    }

    @Test
    void quotedLocalPartsStayQuoted() throws Exception {
        var server = hops.server().start();
        hops.host(server).send(message("a b@example.org", "c\"d@example.net"));
        assertThat(server.heard("MAIL").get(0)).startsWith("MAIL FROM:<\"a b\"@example.org>");
        assertThat(server.heard("RCPT")).containsExactly("RCPT TO:<\"c\\\"d\"@example.net>");
    }

    @Test
    void anAddressCannotSmuggleACommand() throws Exception {
        var server = hops.server().start();
        var outcome = hops.host(server).send(message("a@example.org", "b>\r\nRCPT TO:<c@example.net"));
        assertThat(outcome).isInstanceOf(Outcome.Deferred.class);
        assertThat(server.heard("MAIL")).isEmpty();
        assertThat(server.heard("RCPT")).isEmpty();
    }

    @Test
    void envelopeIsPipelinedWhereOffered() throws Exception {
        var server = hops.server().start();
        hops.host(server).send(message("a@example.org", "b@example.net", "c@example.net", "d@example.net"));
        assertThat(server.largestGroup).hasValue(4);
    }

    @Test
    void envelopeGoesOneByOneWhereNot() throws Exception {
        var server = hops.server().without("PIPELINING").start();
        hops.host(server).send(message("a@example.org", "b@example.net", "c@example.net", "d@example.net"));
        assertThat(server.largestGroup).hasValue(0);
        assertThat(server.heard("RCPT")).hasSize(3);
    }

    @Test
    void oneConnectionServesSeveralMessagesAndIsAskedForItsExtensionsOnce() throws Exception {
        var server = hops.server().start();
        hops.host(server);
        for (int i = 0; i < 3; i++) {
            assertThat(hops.send(message("a@example.org", "b@example.net"))).isInstanceOf(Outcome.Relayed.class);
        }
        assertThat(server.connections).hasValue(1);
        assertThat(server.heard("EHLO")).hasSize(2);
        assertThat(server.heard("RSET")).hasSize(2);
    }

    @Test
    void noMoreConnectionsThanAllowedAndEveryMessageGetsItsTurn() throws Exception {
        var server = hops.server().start();
        hops.host(server).connections(3);
        var all = IntStream.range(0, 40)
                .mapToObj(i -> hops.begin(message("a@example.org", "b@example.net")))
                .toList();
        Hops.await(Future.all(all));
        assertThat(all).allSatisfy(sent -> assertThat(sent.result()).isInstanceOf(Outcome.Relayed.class));
        assertThat(server.connections).hasValue(3);
        assertThat(server.messages).hasSize(40);
    }

    @Test
    void closeSaysQuitAndSendsNothingAfterwards() throws Exception {
        var server = hops.server().start();
        hops.host(server).send(message("a@example.org", "b@example.net"));
        Hops.await(hops.transport().close());
        Hops.await(server.closings.get(0));
        assertThat(server.heard("QUIT")).hasSize(1);
        assertThat(hops.send(message("a@example.org", "b@example.net")).reply().toString())
                .startsWith("451 4.3.2");
    }

    private static String unstuffed(Buffer wire) {
        var text = wire.toString(StandardCharsets.ISO_8859_1);
        return text.replaceAll("(?m)(?<![^\\n])\\.", "");
    }
}
