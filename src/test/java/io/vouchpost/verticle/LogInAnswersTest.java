package io.vouchpost.verticle;

import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.guard.Ruling;
import io.vouchpost.sasl.Credentials.Reason;
import io.vouchpost.sasl.Credentials.Verdict;
import io.vouchpost.sasl.Step;
import io.vouchpost.session.Backend.LogIn;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class LogInAnswersTest {
    private static final Optional<Ruling.Wait> NO_RULING = Optional.empty();

    /** Verdict, reply, and whether it was a guess: only a wrong password is one (and a foreign authzid, which tells nothing). */
    static Stream<Arguments> verdicts() {
        return Stream.of(
                Arguments.of(new Verdict.Rejected(), "535 5.7.8", true),
                Arguments.of(new Verdict.Foreign("alice", "bob"), "535 5.7.8", true),
                Arguments.of(new Verdict.Disabled("alice"), "525 5.7.13", false),
                Arguments.of(new Verdict.FactorMissing("alice", "a one-time code"), "534 5.7.9", false),
                Arguments.of(new Verdict.VerifierMissing("alice"), "432 4.7.12", false),
                Arguments.of(new Verdict.Unavailable("away"), "454 4.7.0", false));
    }

    private static LogIn.Refused refused(Verdict verdict, String authcid, Optional<Ruling.Wait> ruling) {
        return (LogIn.Refused) LogInAnswers.refused(new Step.Done(authcid, verdict), ruling, "");
    }

    @ParameterizedTest
    @MethodSource("verdicts")
    void aVerdictHasItsReply(Verdict verdict, String status, boolean guess) {
        var answer = refused(verdict, "alice", NO_RULING);
        assertThat(answer.refusal().reply().status()).hasToString(status);
        assertThat(answer.guess()).isEqualTo(guess);
        assertThat(answer.authcid()).isEqualTo("alice");
    }

    /** Only the log knows why. */
    @ParameterizedTest
    @EnumSource(Reason.class)
    void allWhoAreRejectedHearTheSame(Reason reason) {
        var answer = refused(new Verdict.Rejected(reason), "alice", NO_RULING);
        assertThat(answer.refusal().reply())
                .isEqualTo(refused(new Verdict.Rejected(), "nobody", NO_RULING)
                        .refusal()
                        .reply());
        assertThat(answer.guess()).isTrue();
    }

    /** Whoever asks to be somebody else learns nothing about the password. */
    @Test
    void foreignAndWrongSoundAlike() {
        assertThat(refused(new Verdict.Foreign("alice", "bob"), "alice", NO_RULING)
                        .refusal()
                        .reply())
                .isEqualTo(refused(new Verdict.Rejected(), "alice", NO_RULING)
                        .refusal()
                        .reply());
    }

    @Test
    void whoIsBarredIsToldSoAndNotWhetherThePasswordWasRight() {
        var wait = new Ruling.Wait("guard.accountFailures", "10 failures", Instant.parse("2026-11-21T12:00:00Z"));
        var answer = refused(new Verdict.Barred(), "alice", Optional.of(wait));
        assertThat(answer.refusal().reply().status()).hasToString("421 4.7.0");
        assertThat(answer.guess()).isFalse();
        assertThat(answer.refusal().why().seen()).isEqualTo("10 failures, until 2026-11-21T12:00:00Z");
    }

    /** Nothing is locked, so there is nothing to clear. */
    @Test
    void whoGotNoTurnBehindASharedAddressMayTryAgain() {
        var wait = new Ruling.Wait(Ruling.SHARED_ADDRESS, "12 wrong passwords", Instant.parse("2026-11-21T12:00:00Z"));
        var answer = refused(new Verdict.Barred(), "alice", Optional.of(wait));
        assertThat(answer.refusal().reply().status()).hasToString("421 4.7.0");
        assertThat(answer.refusal().why().remedy())
                .startsWith("try again")
                .contains("PROXY protocol")
                .doesNotContain("lockout clear");
    }

    @Test
    void aResponseThatIsNoneIsNoGuess() {
        var answer = (LogIn.Refused) LogInAnswers.refused(new Step.Invalid("two NUL octets"), NO_RULING, "");
        assertThat(answer.refusal().reply().status()).hasToString("501 5.5.2");
        assertThat(answer.guess()).isFalse();
    }

    @Test
    void anInitialResponseWhereTheServerStartsIsOutOfTurn() {
        var answer = (LogIn.Refused) LogInAnswers.refused(new Step.OutOfTurn(), NO_RULING, "");
        assertThat(answer.refusal().reply().status()).hasToString("501 5.7.0");
        assertThat(answer.guess()).isFalse();
    }

    /** The name comes from somebody who could not log in, the command is pasted by an operator. */
    @Test
    void aNameIsNoTrapForTheShell() {
        var answer = refused(new Verdict.Rejected(), "x; reboot #", NO_RULING);
        assertThat(answer.refusal().why().remedy())
                .isEqualTo("vouchpost account show 'x; reboot #'; vouchpost account passwd 'x; reboot #'");
        assertThat(refused(new Verdict.Rejected(), "alice", NO_RULING)
                        .refusal()
                        .why()
                        .remedy())
                .isEqualTo("vouchpost account show alice; vouchpost account passwd alice");
    }
}
