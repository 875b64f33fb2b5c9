package io.vouchpost.delivery;

import static io.vouchpost.delivery.Hops.message;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the next hop refuses, and what our client is told of it. */
class RefusalTest {
    private static final String ABOUT_US =
            "451 4.3.5 The next hop does not take mail from this gateway now, please try again later";

    private final Hops hops = new Hops();

    @AfterEach
    void close() throws Exception {
        hops.close();
    }

    /** Said by the next hop, and what becomes of it: the same for every stage unless a stage is named. */
    private static final List<List<String>> REPLIES = List.of(
            List.of("450 4.2.0 Greylisted", "450 4.2.0 Greylisted"),
            List.of("451 Local error", "451 4.0.0 Local error"),
            List.of("452 4.2.2 Mailbox full", "452 4.2.2 Mailbox full"),
            List.of("421 4.3.2 Shutting down", "451 4.3.2 Shutting down"),
            List.of("471 4.7.1 Unheard of", "451 4.7.1 Unheard of"),
            List.of("454 4.7.0 TLS not available", ABOUT_US),
            List.of("432 4.7.12 A password transition is needed", ABOUT_US),
            List.of("550 5.1.1 No such user", "550 5.1.1 No such user"),
            List.of("550 No such user", "550 5.0.0 No such user"),
            List.of("550 4.1.1 Contradicts itself", "550 5.0.0 Contradicts itself"),
            List.of("550-5.7.1 First line,\r\n550 5.7.1 last line", "550 5.7.1 First line, last line"),
            List.of("550", "550 5.0.0 (the next hop gave no reason)"),
            List.of("551 5.1.6 Moved", "551 5.1.6 Moved"),
            List.of("552 5.3.4 Too large", "552 5.3.4 Too large"),
            List.of("553 5.1.3 Bad mailbox", "553 5.1.3 Bad mailbox"),
            List.of("554 5.7.1 \u001b[31mSpam\u0007 f\u00fcr", "554 5.7.1 [31mSpam  f?r"),
            List.of("555 5.5.4 Parameters", "555 5.5.4 Parameters"),
            List.of("556 5.1.10 Null MX", "556 5.1.10 Null MX"),
            List.of("521 5.3.2 Takes no mail", "554 5.3.2 Takes no mail"),
            List.of("571 5.7.1 Delivery not authorized", "554 5.7.1 Delivery not authorized"),
            List.of("599 Whatever", "554 5.0.0 Whatever"),
            List.of("530 5.7.0 Authentication required", ABOUT_US),
            List.of("534 5.7.9 Too weak", ABOUT_US),
            List.of("535 5.7.8 Wrong", ABOUT_US),
            List.of("538 5.7.11 Encryption needed", ABOUT_US),
            List.of("500 5.5.2 What?", ABOUT_US),
            List.of("502 5.5.1 What?", ABOUT_US),
            List.of("503 5.5.1 Order!", ABOUT_US),
            List.of("504 5.5.4 Parameter?", ABOUT_US),
            List.of("334 dXNlcg==", ABOUT_US));

    static Stream<Arguments> everyReplyAtEveryStage() {
        return REPLIES.stream().flatMap(row -> Stream.of("MAIL", "RCPT", "DATA", ".")
                .flatMap(stage -> Stream.of(true, false).flatMap(pipelining -> Stream.of(1, 3)
                        .map(recipients -> Arguments.of(row.get(0), row.get(1), stage, pipelining, recipients)))));
    }

    @ParameterizedTest(name = "{0} to {2}, pipelining {3}, {4} recipients")
    @MethodSource
    void everyReplyAtEveryStage(String said, String told, String stage, boolean pipelining, int recipients)
            throws Exception {
        var server = hops.server().when(stage, said);
        server = pipelining ? server.start() : server.without("PIPELINING").start();
        var outcome = hops.host(server).send(message("a@example.org", recipients(recipients)));

        var about = stage.equals("RCPT") && !told.equals(ABOUT_US)
                ? "<b0@example.net>: "
                : stage.equals("MAIL") && !told.equals(ABOUT_US) ? "<a@example.org>: " : "";
        assertThat(outcome.reply().toString().replace(about, "")).isEqualTo(told);
        assertThat(outcome.getClass()).isEqualTo(told.startsWith("5") ? Outcome.Refused.class : Outcome.Deferred.class);
        assertThat(server.heard("DATA")).hasSize(stage.equals("MAIL") || stage.equals("RCPT") ? 0 : 1);
        assertThat(server.messages).hasSize(stage.equals(".") ? 1 : 0);
        if (outcome instanceof Outcome.Deferred deferred) {
            assertThat(deferred.cause()).contains("127.0.0.1:" + server.port(), said.substring(0, 3));
        }
    }

    @Test
    void notA354IsNoLeaveToSendTheMessage() throws Exception {
        var server = hops.server().when("DATA", "250 2.0.0 Ok").start();
        assertThat(hops.host(server)
                        .send(message("a@example.org", "b@example.net"))
                        .reply())
                .hasToString(ABOUT_US);
        assertThat(server.messages).isEmpty();
    }

    @Test
    void eachRecipientHasAnOutcomeOfItsOwnAndThoseAcceptedGetTheMessage() throws Exception {
        var server = hops.server()
                .when("RCPT TO:<b0", "450 4.2.0 Later")
                .when("RCPT TO:<b2", "550 5.1.1 User unknown")
                .start();
        var outcomes = hops.host(server).connections(1).sendAll(message("a@example.org", recipients(3)));
        assertThat(outcomes)
                .extracting(Outcome::getClass)
                .containsExactly(Outcome.Deferred.class, Outcome.Relayed.class, Outcome.Refused.class);
        assertThat(outcomes)
                .extracting(outcome -> outcome.reply().toString())
                .containsExactly(
                        "450 4.2.0 <b0@example.net>: Later",
                        "250 2.0.0 Queued as 4711",
                        "550 5.1.1 <b2@example.net>: User unknown");
        assertThat(server.messages).hasSize(1);
        assertThat(server.heard("RSET")).isEmpty();
    }

    @Test
    void theAnswerToTheMessageIsForThoseAcceptedOnly() throws Exception {
        var server = hops.server()
                .when("RCPT TO:<b0", "450 4.2.0 Later")
                .when(".", "554 5.7.1 Spam")
                .start();
        assertThat(hops.host(server).sendAll(message("a@example.org", recipients(2))))
                .extracting(outcome -> outcome.reply().toString())
                .containsExactly("450 4.2.0 <b0@example.net>: Later", "554 5.7.1 Spam");
    }

    @Test
    void whereAllAreRefusedNothingIsSentAndTheConnectionServesTheNext() throws Exception {
        var server = hops.server()
                .when("RCPT TO:<b0", "450 4.2.0 Later")
                .when("RCPT TO:<b1", "550 5.1.1 User unknown")
                .start();
        var outcomes = hops.host(server).connections(1).sendAll(message("a@example.org", recipients(2)));
        assertThat(outcomes)
                .extracting(Outcome::getClass)
                .containsExactly(Outcome.Deferred.class, Outcome.Refused.class);
        assertThat(server.heard("DATA")).isEmpty();
        assertThat(hops.send(message("a@example.org", "c@example.net"))).isInstanceOf(Outcome.Relayed.class);
        assertThat(server.connections).hasValue(1);
    }

    @Test
    void theRecipientIsNamedOnlyOnce() throws Exception {
        var server = hops.server()
                .when("RCPT", "550 5.1.1 <b0@example.net>: unknown")
                .start();
        assertThat(hops.host(server)
                        .send(message("a@example.org", recipients(2)))
                        .reply())
                .hasToString("550 5.1.1 <b0@example.net>: unknown");
    }

    @Test
    void theSenderRefusedCountsMoreThanTheRecipientsRefusedForIt() throws Exception {
        var server = hops.server()
                .when("MAIL", "553 5.1.8 Sender unknown")
                .when("RCPT", "503 5.5.1 Need MAIL")
                .start();
        assertThat(hops.host(server).sendAll(message("a@example.org", recipients(3))))
                .hasSize(3)
                .allSatisfy(outcome ->
                        assertThat(outcome.reply()).hasToString("553 5.1.8 <a@example.org>: Sender unknown"));
    }

    @Test
    void everyPositiveReplyToARecipientIsGood() throws Exception {
        var server = hops.server()
                .when("RCPT TO:<b0", "251 2.1.5 Will forward")
                .when("RCPT TO:<b1", "252 2.1.5 Cannot verify")
                .when("RCPT TO:<b2", "250-2.1.5 One\r\n250-2.1.5 two\r\n250 2.1.5 three")
                .start();
        assertThat(hops.host(server).sendAll(message("a@example.org", recipients(3))))
                .hasSize(3)
                .allSatisfy(outcome -> assertThat(outcome).isInstanceOf(Outcome.Relayed.class));
        assertThat(server.heard("RCPT")).hasSize(3);
    }

    @Test
    void longRefusalsAreCut() throws Exception {
        var line = "554-5.7.1 " + "x".repeat(300) + "\r\n";
        var server = hops.server().when(".", line + line + line + "554 end").start();
        var reply = hops.host(server)
                .send(message("a@example.org", "b@example.net"))
                .reply();
        assertThat(reply.code()).isEqualTo(554);
        assertThat(reply.text()).hasSizeLessThanOrEqualTo(400);
    }

    private static String[] recipients(int count) {
        return Arrays.copyOf(new String[] {"b0@example.net", "b1@example.net", "b2@example.net"}, count);
    }
}
