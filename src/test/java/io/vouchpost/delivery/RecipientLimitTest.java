package io.vouchpost.delivery;

import static io.vouchpost.delivery.Hops.message;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Next hops that take only so many recipients in a transaction (RFC 5321 §4.5.3.1.10, RFC 9422). */
class RecipientLimitTest {
    private final Hops hops = new Hops();

    @AfterEach
    void close() throws Exception {
        hops.close();
    }

    private static String[] recipients(int count) {
        return IntStream.range(0, count).mapToObj(i -> "b" + i + "@example.net").toArray(String[]::new);
    }

    private static List<Boolean> atOnce(List<Outcome> outcomes) {
        return outcomes.stream()
                .map(outcome -> outcome instanceof Outcome.Deferred deferred && deferred.atOnce())
                .toList();
    }

    @ParameterizedTest(name = "{0}, pipelining {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "452 4.5.3 Too many recipients | true",
                "452 4.5.3 Too many recipients | false",
                "452 Too many recipients       | true",
                "552 Too many recipients       | true",
                "552 Too many recipients       | false",
                "552 5.5.3 Too many recipients | true",
            })
    void whoeverIsOneTooManyMayBeSentAtOnce(String said, boolean pipelining) throws Exception {
        var server = hops.server().when("RCPT TO:<b2", said).when("RCPT TO:<b3", said);
        server = pipelining ? server.start() : server.without("PIPELINING").start();
        var outcomes = hops.host(server).sendAll(message("a@example.org", recipients(4)));
        assertThat(outcomes.subList(0, 2)).allSatisfy(one -> assertThat(one).isInstanceOf(Outcome.Relayed.class));
        assertThat(atOnce(outcomes)).containsExactly(false, false, true, true);
        assertThat(outcomes.get(3).reply()).hasToString("452 4.5.3 The next hop takes the other recipients first");
        assertThat(server.heard("RCPT")).hasSize(pipelining ? 4 : 3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"452 4.5.3 Too many recipients", "452 4.2.2 Mailbox full", "452 4.3.1 No room"})
    void whereNobodyWasAcceptedOrSomethingElseIsMeantItIsNotAtOnce(String said) throws Exception {
        var server = hops.server().when("RCPT", said).start();
        var outcomes = hops.host(server).sendAll(message("a@example.org", recipients(2)));
        assertThat(atOnce(outcomes)).containsExactly(false, false);
        assertThat(outcomes.get(0).reply().toString()).startsWith(said.substring(0, 9));
        server.asUsual();
        server.when("RCPT TO:<b1", "452 4.2.2 Mailbox full");
        assertThat(atOnce(hops.sendAll(message("a@example.org", recipients(2)))))
                .containsExactly(false, false);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void tenThousandRecipientsAreNamedInOneTransaction(boolean pipelining) throws Exception {
        var server = hops.server();
        server = pipelining ? server.start() : server.without("PIPELINING").start();
        assertThat(hops.host(server).sendAll(message("a@example.org", recipients(10_000))))
                .hasSize(10_000)
                .allSatisfy(one -> assertThat(one).isInstanceOf(Outcome.Relayed.class));
    }

    @Test
    void aFullMailboxIsNotTooManyRecipients() throws Exception {
        var server = hops.server().when("RCPT TO:<b1", "552 5.2.2 Mailbox full").start();
        assertThat(hops.host(server)
                        .sendAll(message("a@example.org", recipients(2)))
                        .get(1))
                .isInstanceOf(Outcome.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void noMoreAreSentThanItsEhloSays(boolean pipelining) throws Exception {
        var server = hops.server().with("LIMITS MAILMAX=100 RCPTMAX=2 RCPTDOMAINMAX=5");
        server = pipelining ? server.start() : server.without("PIPELINING").start();
        var all = List.of(recipients(5));
        var waiting = new ArrayList<>(all);
        hops.host(server);
        for (int transactions = 1; !waiting.isEmpty(); transactions++) {
            var outcomes = hops.sendAll(message("a@example.org", waiting.toArray(String[]::new)));
            assertThat(server.messages).hasSize(transactions);
            var rest = IntStream.range(0, waiting.size())
                    .filter(atOnce(outcomes)::get)
                    .mapToObj(waiting::get)
                    .toList();
            assertThat(rest).hasSize(Math.max(0, waiting.size() - 2));
            waiting.retainAll(rest);
        }
        assertThat(server.heard("RCPT"))
                .isEqualTo(Stream.of(recipients(5))
                        .map(to -> "RCPT TO:<" + to + ">")
                        .toList());
        assertThat(server.messages).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"LIMITS", "LIMITS RCPTMAX=0", "LIMITS RCPTMAX=x", "LIMITS RCPTMAX=1234567", "LIMITS MAILMAX=1"})
    void aLimitThatIsNoneIsNotKept(String keyword) throws Exception {
        var server = hops.server().with(keyword).start();
        assertThat(hops.host(server).sendAll(message("a@example.org", recipients(3))))
                .allSatisfy(outcome -> assertThat(outcome).isInstanceOf(Outcome.Relayed.class));
    }

    @Test
    void whereTheSenderIsRefusedThoseOverTheLimitAreToo() throws Exception {
        var server = hops.server()
                .with("LIMITS RCPTMAX=1")
                .when("MAIL", "550 5.1.8 Never")
                .start();
        assertThat(hops.host(server).sendAll(message("a@example.org", recipients(3))))
                .hasSize(3)
                .allSatisfy(outcome -> assertThat(outcome).isInstanceOf(Outcome.Refused.class));
    }
}
