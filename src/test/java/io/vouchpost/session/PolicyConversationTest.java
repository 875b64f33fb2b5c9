package io.vouchpost.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.audit.Event;
import io.vouchpost.config.PolicyExample;
import io.vouchpost.config.PolicySettings.Mode;
import io.vouchpost.policy.PolicyCases;
import io.vouchpost.policy.PolicyCases.Case;
import io.vouchpost.policy.Sender;
import io.vouchpost.smtp.Mailbox;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each case of the policy's table as a conversation: enforced, and only reported. */
class PolicyConversationTest extends StoreTest {
    private static final String REFERENCE = " (TEST-";

    static List<Case> cases() {
        return PolicyCases.all();
    }

    /** Replies to MAIL, RCPT, DATA and the message, and what was recorded of it. */
    private record Played(List<String> replies, List<Event> events) {
        <T extends Event> List<T> only(Class<T> kind) {
            return events.stream().filter(kind::isInstance).map(kind::cast).toList();
        }
    }

    private static Played play(Case message, Sender sender, Mode mode) {
        var scene = new Scene(store, true, PolicyExample.granting(mode)).loggedIn();
        scene.backend.accountIs(Optional.of(sender));
        scene.session.accountChanged(LoggedInTest.ALICE, true);
        int before = scene.backend.events().size();
        scene.says("MAIL FROM:<" + message.from().map(Mailbox::toString).orElse("") + "> SMTPUTF8\r\n");
        scene.says("RCPT TO:<" + message.recipient() + ">\r\n");
        scene.says("DATA\r\n");
        var replies = scene.heard();
        if (replies.contains("\r\n354 ") || replies.startsWith("354 ")) {
            scene.says("From: " + list(message.authors()) + "\r\n"
                    + (message.sender().isEmpty() ? "" : "Sender: " + list(message.sender()) + "\r\n")
                    + "\r\nhello\r\n.\r\n");
        }
        replies += scene.heard();
        var events = scene.backend.events();
        var played = new Played(replies.lines().toList(), List.copyOf(events.subList(before, events.size())));
        scene.endsClean();
        return played;
    }

    private static String list(List<Mailbox> mailboxes) {
        return mailboxes.stream().map(Mailbox::toString).collect(Collectors.joining(", "));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isEnforcedOverTheWire(Case message) {
        var played = play(message, message.whom(), Mode.ENFORCE);
        if (message.isAllowed()) {
            assertThat(played.replies()).hasSize(4).last().asString().startsWith("250 2.0.0 ");
            assertThat(played.only(Event.Submission.class)).hasSize(1);
            assertThat(played.only(Event.Refused.class)).isEmpty();
            return;
        }
        int refused = List.of("MAIL", "RCPT", "DATA", "header").indexOf(message.refusedAt());
        assertThat(played.replies().get(refused)).startsWith("550 5.7.1 " + message.reply() + REFERENCE);
        assertThat(played.only(Event.Submission.class)).isEmpty();
        var why = played.only(Event.Refused.class).get(0).refusal().orElseThrow();
        assertThat(why.rule()).isEqualTo(message.rule());
        assertThat(why.remedy()).isEqualTo(message.remedy());
        assertThat(played.replies().get(refused)).endsWith("(" + why.reference() + ")");
        assertThat(played.only(Event.Reported.class)).isEmpty();
    }

    /** What is only reported sounds to the letter like what is allowed. */
    @ParameterizedTest
    @MethodSource("cases")
    void isOnlyReportedWhereThatIsWanted(Case message) {
        var played = play(message, message.whom(), Mode.REPORT);
        var free = play(message, PolicyCases.unlimited(), Mode.REPORT);
        assertThat(played.replies()).isEqualTo(free.replies()).hasSize(4);
        assertThat(played.only(Event.Submission.class)).hasSize(1);
        assertThat(played.only(Event.Refused.class)).isEmpty();
        if (message.isAllowed()) {
            assertThat(played.only(Event.Reported.class)).isEmpty();
            return;
        }
        var first = played.only(Event.Reported.class).get(0).finding();
        assertThat(first.rule()).isEqualTo(message.rule());
        assertThat(first.reply()).isEqualTo("550 5.7.1 " + message.reply());
        assertThat(first.remedy()).isEqualTo(message.remedy());
        assertThat(first.reference()).isEqualTo("TEST-R1");
    }

    static List<Case> anyMessages() {
        return PolicyCases.mixed(300);
    }

    /** To report refuses nothing that to enforce refuses, finds the same first, and is otherwise no different. */
    @ParameterizedTest
    @MethodSource("anyMessages")
    void toReportIsToEnforceWithoutRefusing(Case message) {
        var enforced = play(message, message.whom(), Mode.ENFORCE);
        var reported = play(message, message.whom(), Mode.REPORT);
        var free = play(message, PolicyCases.unlimited(), Mode.ENFORCE);
        assertThat(reported.replies()).isEqualTo(free.replies());
        var refused = enforced.only(Event.Refused.class).stream()
                .map(event -> event.refusal().orElseThrow())
                .filter(refusal -> refusal.rule().startsWith("policy."))
                .findFirst();
        var finding = reported.only(Event.Reported.class).stream()
                .map(Event.Reported::finding)
                .findFirst();
        assertThat(finding.map(it -> it.rule() + it.reply() + it.remedy() + it.considered()))
                .isEqualTo(refused.map(it -> it.rule() + it.reply() + it.remedy() + it.considered()));
        if (refused.isEmpty()) {
            assertThat(enforced.replies()).isEqualTo(reported.replies());
        }
    }

    @Test
    void whatIsMalformedIsRefusedAllTheSame() {
        var scene = new Scene(store, true, PolicyExample.granting(Mode.REPORT)).loggedIn();
        scene.says("MAIL FROM:<alice@example.org>\r\nRCPT TO:<a b>\r\nRCPT TO:<carol@example.net>\r\nDATA\r\n");
        scene.says("From: alice@example.org\r\nFrom: bob@example.org\r\n\r\nhello\r\n.\r\n");
        assertThat(scene.codes()).containsExactly("250", "501", "250", "354", "550");
        assertThat(scene.backend.events()).noneMatch(Event.Reported.class::isInstance);
        scene.endsClean();
    }

    @Test
    void anActorStandsInWhatIsRecorded() {
        var scene = new Scene(store).loggedIn();
        scene.backend.accountIs(Optional.of(PolicyCases.sender("alice").actedBy("service")));
        scene.session.accountChanged(LoggedInTest.ALICE, true);
        scene.says(Scene.MESSAGE);
        assertThat(scene.lastEvent()).isInstanceOfSatisfying(Event.Submission.class, submission -> {
            assertThat(submission.account()).isEqualTo("alice");
            assertThat(submission.actor()).isEqualTo("service");
        });
        scene.endsClean();
    }

    /** It goes by the actor's credential: another password of the account is no matter, one of the actor is. */
    @Test
    void itEndsWithTheActor() {
        var scene = acting();
        scene.session.credentialChanged("alice", "");
        scene.session.credentialChanged("service", "printer");
        scene.says("NOOP\r\n");
        assertThat(scene.codes()).containsExactly("250");
        scene.session.credentialChanged("service", "");
        assertThat(scene.codes()).containsExactly("421");

        var disabled = acting();
        disabled.session.accountChanged("service", false);
        assertThat(disabled.codes()).containsExactly("421");

        var gone = acting();
        gone.session.accountChanged("alice", false);
        assertThat(gone.codes()).containsExactly("421");
    }

    private static Scene acting() {
        var scene = new Scene(store).loggedIn();
        scene.backend.accountIs(Optional.of(PolicyCases.sender("alice").actedBy("service")));
        scene.session.accountChanged(LoggedInTest.ALICE, true);
        scene.says("MAIL FROM:<alice@example.org>\r\nRSET\r\n");
        assertThat(scene.codes()).containsExactly("250", "250");
        return scene;
    }
}
