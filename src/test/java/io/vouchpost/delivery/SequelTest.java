package io.vouchpost.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.config.RetrySettings;
import io.vouchpost.smtp.Envelope;
import io.vouchpost.smtp.Mailbox;
import io.vouchpost.smtp.Recipient;
import io.vouchpost.smtp.Recipient.Occasion;
import io.vouchpost.smtp.Reply;
import io.vouchpost.smtp.Terms;
import io.vouchpost.spool.Note;
import io.vouchpost.spool.Progress;
import io.vouchpost.spool.Report;
import io.vouchpost.spool.State;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SequelTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final Mailbox ALICE = new Mailbox("alice", "example.org");
    private static final Mailbox BOB = new Mailbox("bob", "example.net");
    private static final RetrySettings RETRY =
            new RetrySettings(List.of(Duration.ofMinutes(1)), 0, Duration.ofDays(5), Duration.ofHours(4));
    private static final Reply OK = Reply.of(250, "2.0.0", "taken");
    private static final Reply NO = Reply.of(550, "5.1.1", "nobody here");
    private static final Reply LATER = Reply.of(450, "4.2.0", "come back");

    private static final Outcome RELAYED = new Outcome.Relayed("next:25", OK, false);
    private static final Outcome RELAYED_AND_TELLS = new Outcome.Relayed("next:25", OK, true);
    private static final Outcome REFUSED = new Outcome.Refused("next:25", NO);
    private static final Outcome DEFERRED = new Outcome.Deferred("next:25", LATER, "next:25 said: come back", false);
    private static final Outcome LOST = new Outcome.Deferred("next:25", LATER, "next:25 said: come back", true);

    private final Sequel sequel = new Sequel(new RetrySchedule(new Random(1)));

    static Stream<Arguments> whatFollows() {
        var soon = Duration.ofMinutes(1);
        var late = Duration.ofHours(4);
        var tooLate = Duration.ofDays(5);
        return Stream.of(
                Arguments.of(RELAYED, soon, "", State.DELIVERED, Note.Kind.DELIVERED, null),
                Arguments.of(RELAYED, soon, "SUCCESS", State.DELIVERED, Note.Kind.DELIVERED, Report.RELAYED),
                Arguments.of(RELAYED_AND_TELLS, soon, "SUCCESS", State.DELIVERED, Note.Kind.DELIVERED, null),
                Arguments.of(REFUSED, soon, "", State.FAILED, Note.Kind.REFUSED, Report.FAILURE),
                Arguments.of(REFUSED, soon, "FAILURE", State.FAILED, Note.Kind.REFUSED, Report.FAILURE),
                Arguments.of(REFUSED, soon, "NEVER", State.FAILED, Note.Kind.REFUSED, null),
                Arguments.of(REFUSED, soon, "SUCCESS", State.FAILED, Note.Kind.REFUSED, null),
                Arguments.of(DEFERRED, soon, "", State.WAITING, Note.Kind.DEFERRED, null),
                Arguments.of(DEFERRED, late, "", State.WAITING, Note.Kind.DEFERRED, Report.DELAY),
                Arguments.of(DEFERRED, late, "DELAY", State.WAITING, Note.Kind.DEFERRED, Report.DELAY),
                Arguments.of(DEFERRED, late, "FAILURE", State.WAITING, Note.Kind.DEFERRED, null),
                Arguments.of(DEFERRED, late, "NEVER", State.WAITING, Note.Kind.DEFERRED, null),
                Arguments.of(DEFERRED, tooLate, "", State.FAILED, Note.Kind.EXPIRED, Report.FAILURE),
                Arguments.of(DEFERRED, tooLate, "NEVER", State.FAILED, Note.Kind.EXPIRED, null),
                Arguments.of(LOST, soon, "", State.WAITING, Note.Kind.LOST, null),
                Arguments.of(LOST, tooLate, "", State.FAILED, Note.Kind.LOST, Report.FAILURE));
    }

    @ParameterizedTest
    @MethodSource
    void whatFollows(
            Outcome outcome, Duration age, String notify, State state, Note.Kind kind, @Nullable Report report) {
        Set<Occasion> occasions = notify.isEmpty() ? Set.of() : Set.of(Occasion.valueOf(notify));
        var progress = after(outcome, from(Optional.of(ALICE)), occasions, age, false);

        assertThat(progress.state()).isEqualTo(state);
        assertThat(progress.report()).isEqualTo(Optional.ofNullable(report));
        assertThat(progress.note()).hasValueSatisfying(note -> {
            assertThat(note.kind()).isEqualTo(kind);
            assertThat(note.host()).isEqualTo("next:25");
            assertThat(note.reply()).isEqualTo(outcome.reply().toString());
        });
    }

    @Test
    void theSenderIsWarnedOnce() {
        var progress = after(DEFERRED, from(Optional.of(ALICE)), Set.of(), Duration.ofHours(5), true);

        assertThat(progress.report()).isEmpty();
    }

    @Test
    void ofMailFromTheNullSenderNobodyIsTold() {
        for (var outcome : List.of(RELAYED, REFUSED, DEFERRED, LOST)) {
            var progress = after(outcome, from(Optional.empty()), Set.of(), Duration.ofDays(6), false);
            assertThat(progress.report()).isEmpty();
        }
    }

    @Test
    void itIsTriedAgainByTheSchedule() {
        var progress = after(DEFERRED, from(Optional.of(ALICE)), Set.of(), Duration.ofMinutes(1), false);

        assertThat(progress.due()).isEqualTo(NOON.plus(Duration.ofMinutes(2)));
    }

    @Test
    void whoWasOneTooManyForATransactionIsTriedAtOnceHoweverOldTheMessage() {
        var tooMany = new Outcome.Deferred("next:25", LATER, "next:25 said: too many", false, true);
        for (var age : List.of(Duration.ofMinutes(1), Duration.ofHours(5), Duration.ofDays(6))) {
            assertThat(after(tooMany, from(Optional.of(ALICE)), Set.of(), age, false))
                    .isEqualTo(Progress.ready(NOON.plus(age)));
        }
    }

    @Test
    void anUnreachableHostIsNamedByItsCause() {
        var outcome = new Outcome.Deferred("", NextHopReplies.unreachable(), "next:25: Connection refused", false);
        var progress = after(outcome, from(Optional.of(ALICE)), Set.of(), Duration.ofMinutes(1), false);

        assertThat(progress.note().orElseThrow().reply())
                .startsWith("451 4.4.1")
                .endsWith("[next:25: Connection refused]");
    }

    private Progress after(Outcome outcome, Envelope envelope, Set<Occasion> occasions, Duration age, boolean warned) {
        var recipient = new Recipient(BOB, occasions, Optional.empty());
        return sequel.of(outcome, envelope, recipient, RETRY, new Sequel.Before(NOON, 0, warned), NOON.plus(age));
    }

    private static Envelope from(Optional<Mailbox> reversePath) {
        return new Envelope(reversePath, List.of(Recipient.of(BOB)), Envelope.BodyType.UNDECLARED, false, Terms.NONE);
    }
}
