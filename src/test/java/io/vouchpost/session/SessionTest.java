package io.vouchpost.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.audit.Event;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Limits, outages, pipelining and back-pressure of one session. */
class SessionTest extends LoggedInTest {
    private void isDismissed(String reply, String rule) {
        String last = scene.heard();
        assertThat(last).startsWith(reply).matches("(?s).* \\(TEST-\\d+\\)\r\n");
        assertThat(scene.wire.closed).isTrue();
        var refusal = scene.lastEvent().refusal().orElseThrow();
        assertThat(refusal.rule()).isEqualTo(rule);
        assertThat(last).endsWith("(" + refusal.reference() + ")\r\n");
    }

    @Test
    void silenceIsOnRecord() {
        scene.after(Duration.ofMinutes(6));
        isDismissed("421 4.4.2", "limits.idle");
        assertThat(scene.lastEvent()).isInstanceOf(Event.Refused.class);
    }

    @Test
    void aSlowMessageIsOnRecord() {
        scene.says(Scene.ENVELOPE + "DATA\r\n");
        scene.heard();
        scene.says("From: alice");
        scene.after(Duration.ofMinutes(11));
        isDismissed("421 4.4.2", "limits.data");
    }

    @Test
    void aLongSessionIsOnRecord() {
        for (int minute = 0; minute < 61 && !scene.wire.closed; minute++) {
            scene.says("NOOP\r\n");
            scene.heard();
            scene.after(Duration.ofMinutes(1));
        }
        isDismissed("421 4.4.2", "limits.session");
    }

    /** RFC 4954 §9 wants three failures borne. */
    @Test
    void threeWrongPasswordsAreBorneAndTheFourthAttemptIsNot() {
        var guessing = new Scene(store);
        guessing.says("EHLO c\r\n" + Scene.WRONG.repeat(3));
        assertThat(guessing.codes()).containsExactly("220", "250", "535", "535", "535");
        guessing.says(Scene.LOG_IN);
        assertThat(guessing.codes()).containsExactly("250", "421");
        assertThat(guessing.wire.closed).isTrue();
        assertThat(guessing.lastEvent()).isInstanceOf(Event.Login.class);
        assertThat(guessing.lastEvent().refusal().orElseThrow().rule()).isEqualTo("guard.failuresPerSession");
        guessing.endsClean();
    }

    /** Libraries left to choose try one password by all mechanisms that they know. */
    @Test
    void theMechanismsTriedInARowAreOneWrongPassword() {
        var library = new Scene(store);
        library.says("EHLO c\r\n");
        for (var i = 0; i < 3; i++) {
            library.says(Scene.WRONG);
            library.says("AUTH LOGIN YWxpY2VAZXhhbXBsZS5vcmc=\r\n");
            library.says("d3Jvbmc=\r\n");
        }
        assertThat(library.codes())
                .containsExactly("220", "250", "535", "334", "535", "535", "334", "535", "535", "334", "535");
        library.says(Scene.WRONG);
        assertThat(library.codes()).containsExactly("421");
        assertThat(library.lastEvent().refusal().orElseThrow().seen())
                .isEqualTo("3 wrong passwords in this session, tried 6 times");
        library.endsClean();
    }

    @Test
    void anOutageIsNoGuessAndPasses() {
        var other = new Scene(store);
        other.backend.away(true);
        other.says("EHLO c\r\n" + Scene.WRONG.repeat(5));
        assertThat(other.codes()).containsExactly("220", "250", "454", "454", "454", "454", "454");
        other.backend.away(false);
        other.says(Scene.LOG_IN);
        assertThat(other.codes()).containsExactly("250", "235");
        other.endsClean();
    }

    @Test
    void aMessageThatCannotBeHandedOnIsRefusedForNow() {
        scene.backend.away(true);
        scene.says(Scene.MESSAGE);
        assertThat(scene.heard()).contains("\r\n451 4.3.0 ").endsWith("(TEST-2)\r\n");
        assertThat(store.memory().used()).isZero();
        scene.backend.away(false);
        scene.says(Scene.MESSAGE);
        assertThat(scene.codes()).endsWith("250");
        assertThat(scene.lastEvent()).isInstanceOf(Event.Submission.class);
    }

    @Test
    void aBatchIsAnsweredInOneWrite() {
        scene.says(Scene.MESSAGE + Scene.MESSAGE + "NOOP\r\nQUIT\r\nNOOP\r\n");
        assertThat(scene.wire.writes).hasSize(1);
        assertThat(scene.codes()).containsExactly("250", "250", "354", "250", "250", "250", "354", "250", "250", "221");
        assertThat(scene.wire.closed).isTrue();
    }

    @Test
    void whatComesWhileAnAnswerIsAwaitedWaitsAndIsBounded() {
        var answer = scene.backend.slowly();
        scene.says(Scene.MESSAGE);
        scene.heard();
        String noop = "NOOP " + "x".repeat(1_000) + "\r\n";
        int noops = 0;
        for (; !scene.wire.paused; noops++) {
            scene.says(noop);
        }
        assertThat(noops).isBetween(8, 32);
        assertThat(scene.heard()).isEmpty();
        assertThat(store.memory().used()).as("counted").isGreaterThanOrEqualTo((long) noops * noop.length());
        answer.complete();
        assertThat(scene.wire.paused).isFalse();
        assertThat(scene.codes()).hasSize(1 + noops).containsOnly("250");
    }

    @Test
    void nothingIsReadAheadWhenMemoryIsSpent() {
        var answer = scene.backend.slowly();
        scene.says(Scene.MESSAGE);
        store.memory().take(store.memory().limit());
        scene.says("N");
        assertThat(scene.wire.paused).isTrue();
        store.memory().give(store.memory().limit());
        scene.session.tick();
        assertThat(scene.wire.paused).isFalse();
        answer.complete();
    }

    @Test
    void whoDoesNotListenIsNotSpokenTo() {
        scene.wire.congested = true;
        scene.says("NOOP\r\nNOOP\r\n");
        assertThat(scene.heard()).isEmpty();
        assertThat(scene.wire.paused).isTrue();
        scene.wire.congested = false;
        scene.session.drained();
        assertThat(scene.codes()).containsExactly("250", "250");
        assertThat(scene.wire.paused).isFalse();
    }

    /** A reply has 512 octets, and what is refused may be longer. */
    @Test
    void theReferenceIsNotCutOff() {
        scene.says("MAIL FROM:<" + "b".repeat(62) + "@" + ("c".repeat(60) + ".").repeat(3) + "example>\r\n");
        assertThat(scene.heard()).endsWith("\r\n550 5.7.1 (TEST-1)\r\n");
        scene.says(Scene.ENVELOPE + "DATA\r\nFrom: <" + "d".repeat(700) + "@example.org>\r\n\r\n.\r\n");
        assertThat(scene.heard())
                .endsWith("(" + scene.lastEvent().refusal().orElseThrow().reference() + ")\r\n");
    }

    @Test
    void octetsBehindStartTlsEndTheSession() {
        var plain = new Scene(store, false);
        plain.says("EHLO c\r\nSTARTTLS\r\nRSET\r\n");
        assertThat(plain.codes()).containsExactly("220", "250");
        assertThat(plain.wire.closed).isTrue();
        assertThat(plain.lastEvent().refusal().orElseThrow().rule()).isEqualTo("RFC 3207 §6");
        plain.endsClean();
    }

    @Test
    void octetsThatOvertakeTheHandshakeEndTheSession() {
        var plain = new Scene(store, false);
        plain.says("EHLO c\r\nSTARTTLS\r\n");
        plain.says("EHLO forged\r\n");
        plain.wire.handshake.complete();
        assertThat(plain.codes()).containsExactly("220", "250", "220");
        assertThat(plain.wire.closed).isTrue();
        plain.endsClean();
    }

    @Test
    void aFailedHandshakeEndsTheSession() {
        var plain = new Scene(store, false);
        plain.says("EHLO c\r\nSTARTTLS\r\n");
        plain.wire.handshake.fail("no cipher in common");
        assertThat(plain.wire.closed).isTrue();
        plain.endsClean();
    }
}
