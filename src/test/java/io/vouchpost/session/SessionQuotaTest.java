package io.vouchpost.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vouchpost.policy.Explanation;
import io.vouchpost.smtp.Replies;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Where a session asks for its account's quotas, and what becomes of the answers. */
class SessionQuotaTest extends LoggedInTest {
    private static final Optional<Backend.Refusal> REFUSED = Optional.of(new Backend.Refusal(
            Replies.quotaReached("15:00 UTC"), new Explanation("guard.quotas.q.messages.hour", "5 of 5", "wait")));

    /** Answers at once with what it was given; welcomes when there is nothing more. */
    private static final class Meter implements Backend.Allowance {
        final List<String> asked = new ArrayList<>();
        final Deque<Future<Optional<Backend.Refusal>>> answers = new ArrayDeque<>();
        boolean countsRecipients = true;

        private Future<Optional<Backend.Refusal>> answer(String question, List<String> recipients, long octets) {
            asked.add(question + " " + recipients + " " + octets);
            return answers.isEmpty() ? Future.succeededFuture(Optional.empty()) : answers.remove();
        }

        @Override
        public boolean countsRecipients() {
            return countsRecipients;
        }

        @Override
        public Future<Optional<Backend.Refusal>> look(List<String> recipients, long octets) {
            return answer("look", recipients, octets);
        }

        @Override
        public Future<Optional<Backend.Refusal>> take(List<String> recipients, long octets) {
            return answer("take", recipients, octets);
        }

        @Override
        public void giveBack(List<String> recipients, long octets) {
            asked.add("give back " + recipients + " " + octets);
        }
    }

    private final Meter meter = new Meter();

    private void welcomes(int times) {
        for (int i = 0; i < times; i++) {
            meter.answers.add(Future.succeededFuture(Optional.empty()));
        }
    }

    private void refuses() {
        scene.backend.allows(meter);
        meter.answers.add(Future.succeededFuture(REFUSED));
    }

    @Test
    void whoHasNoQuotaIsAskedForNothing() {
        scene.says(Scene.MESSAGE);
        hears("250", "250", "354", "250");
        assertThat(meter.asked).isEmpty();
    }

    @Test
    void aMessageIsLookedAtEarlyAndTakenAtItsEnd() {
        scene.backend.allows(meter);
        scene.says("MAIL FROM:<alice@example.org> SIZE=2000\r\nRCPT TO:<Carol@Example.NET>\r\n");
        scene.says("RCPT TO:<dave@example.net>\r\nDATA\r\n" + Scene.CONTENT + ".\r\n");
        hears("250", "250", "250", "354", "250");
        assertThat(meter.asked)
                .containsExactly(
                        "look [] 2000",
                        "look [carol@example.net] 2000",
                        "look [carol@example.net, dave@example.net] 2000",
                        "take [carol@example.net, dave@example.net] " + Scene.CONTENT.length());
    }

    @Test
    void recipientsAreLookedAtOnlyWhereTheyCount() {
        meter.countsRecipients = false;
        scene.backend.allows(meter);
        scene.says(Scene.MESSAGE);
        hears("250", "250", "354", "250");
        assertThat(meter.asked).hasSize(2);
    }

    @Test
    void refusedAtMail() {
        refuses();
        scene.says("MAIL FROM:<alice@example.org>\r\nRCPT TO:<carol@example.net>\r\n");
        assertThat(scene.heard())
                .startsWith("451 4.7.1 You have sent all that you may for now, try again after 15:00 UTC (")
                .contains("503 5.5.1 ");
        scene.says(Scene.MESSAGE);
        hears("250", "250", "354", "250");
    }

    @Test
    void oneRecipientTooMany() {
        welcomes(2);
        refuses();
        scene.says(Scene.ENVELOPE + "RCPT TO:<dave@example.net>\r\nDATA\r\n" + Scene.CONTENT + ".\r\n");
        hears("250", "250", "451", "354", "250");
        assertThat(scene.backend.posted().get(0).envelope().recipients()).hasSize(1);
    }

    @Test
    void refusedAtTheEndOfTheMessageNothingOfItIsKept() {
        welcomes(2);
        refuses();
        scene.says(Scene.MESSAGE);
        hears("250", "250", "354", "451");
        assertThat(scene.backend.posted()).isEmpty();
        assertThat(scene.lastEvent().refusal().orElseThrow().rule()).isEqualTo("guard.quotas.q.messages.hour");
        scene.says(Scene.MESSAGE);
        hears("250", "250", "354", "250");
    }

    @Test
    void whatCouldNotBePostedIsGivenBack() {
        scene.backend.allows(meter);
        scene.says(Scene.ENVELOPE);
        scene.backend.away(true);
        scene.says("DATA\r\n" + Scene.CONTENT + ".\r\n");
        hears("250", "250", "354", "451");
        assertThat(meter.asked).last().isEqualTo("give back [carol@example.net] " + Scene.CONTENT.length());
    }

    @Test
    void aSecondCopyTakesNothing() {
        scene.backend.allows(meter);
        scene.backend.hasHadIt(true);
        scene.says(Scene.MESSAGE);
        hears("250", "250", "354", "250");
        assertThat(meter.asked).last().isEqualTo("give back [carol@example.net] " + Scene.CONTENT.length());
    }

    @Test
    void repliesToWhatWasPipelinedKeepTheirOrder() {
        var answers = new ArrayList<Promise<Optional<Backend.Refusal>>>();
        for (int i = 0; i < 4; i++) {
            answers.add(Promise.promise());
            meter.answers.add(answers.get(i).future());
        }
        scene.backend.allows(meter);
        scene.says(Scene.ENVELOPE + "RCPT TO:<dave@example.net>\r\nDATA\r\n" + Scene.CONTENT + ".\r\nNOOP\r\n");
        hears();
        answers.get(0).complete(Optional.empty());
        hears("250");
        answers.get(1).complete(REFUSED);
        hears("451");
        answers.get(2).complete(Optional.empty());
        hears("250", "354");
        answers.get(3).complete(Optional.empty());
        hears("250", "250");
    }

    @Test
    void aClientThatGoesWhileItIsAskedLeavesNothing() {
        Promise<Optional<Backend.Refusal>> answer = Promise.promise();
        welcomes(2);
        meter.answers.add(answer.future());
        scene.backend.allows(meter);
        scene.says(Scene.MESSAGE);
        scene.session.closed();
        answer.complete(REFUSED);
        assertThat(scene.backend.posted()).isEmpty();
    }
}
