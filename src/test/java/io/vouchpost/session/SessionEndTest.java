package io.vouchpost.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.audit.Event;
import org.junit.jupiter.api.Test;

/** What becomes of a session, whatever it is about, when the gateway stops or the client is gone. */
class SessionEndTest extends LoggedInTest {
    // the gateway stops

    @Test
    void drainedWhileIdle() {
        scene.session.drain();
        assertThat(scene.heard()).startsWith("421 4.3.2 ");
        assertThat(scene.wire.closed).isTrue();
    }

    @Test
    void drainedInTheLogIn() {
        var other = new Scene(store);
        other.says("EHLO c\r\nAUTH LOGIN\r\n");
        other.session.drain();
        assertThat(other.codes()).containsExactly("220", "250", "334", "421");
        assertThat(other.backend.abandoned).containsExactly("the one");
        other.endsClean();
    }

    @Test
    void drainedInTheTransaction() {
        scene.says(Scene.ENVELOPE);
        scene.session.drain();
        scene.says("DATA\r\n" + Scene.CONTENT + ".\r\n");
        hears("250", "250", "354", "250", "421");
        assertThat(scene.backend.posted()).hasSize(1);
    }

    @Test
    void drainedInTheTransactionThatIsGivenUp() {
        scene.says(Scene.ENVELOPE);
        scene.session.drain();
        scene.says("RSET\r\n");
        hears("250", "250", "250", "421");
    }

    @Test
    void drainedWhilePosting() {
        var answer = scene.backend.slowly();
        scene.says(Scene.MESSAGE);
        scene.session.drain();
        hears("250", "250", "354");
        answer.complete();
        hears("250", "421");
    }

    @Test
    void theNextTransactionIsNotBegunEvenIfItIsHereAlready() {
        var answer = scene.backend.slowly();
        scene.says(Scene.MESSAGE + Scene.MESSAGE);
        scene.session.drain();
        answer.complete();
        hears("250", "250", "354", "250", "421");
        assertThat(scene.backend.posted()).hasSize(1);
    }

    // the client is gone

    @Test
    void goneBetweenChallengeAndResponse() {
        var other = new Scene(store);
        other.says("EHLO c\r\nAUTH LOGIN\r\n");
        other.endsClean();
        assertThat(other.backend.abandoned).containsExactly("the one");
    }

    @Test
    void goneWhileThePasswordIsChecked() {
        var other = new Scene(store);
        var answer = other.backend.slowly();
        other.says(Scene.LOG_IN);
        other.session.closed();
        other.heard();
        answer.complete();
        assertThat(other.heard()).isEmpty();
        assertThat(other.lastEvent()).isInstanceOf(Event.Login.class);
        other.endsClean();
    }

    @Test
    void goneWhileAChallengeIsMade() {
        var other = new Scene(store);
        var answer = other.backend.slowly();
        other.says("EHLO c\r\nAUTH LOGIN\r\n");
        other.session.closed();
        answer.complete();
        assertThat(other.backend.abandoned).containsExactly("the one");
        other.endsClean();
    }

    @Test
    void goneInTheMessage() {
        scene.says(Scene.ENVELOPE + "DATA\r\n" + Scene.CONTENT + "more".repeat(5_000));
        assertThat(store.memory().used()).isPositive();
        scene.endsClean();
        assertThat(scene.backend.posted()).isEmpty();
    }

    @Test
    void goneWhilePosting() {
        var answer = scene.backend.slowly();
        scene.says(Scene.MESSAGE + "NOOP\r\n");
        scene.session.closed();
        scene.heard();
        assertThat(store.memory().used()).as("kept for the next hop").isPositive();
        answer.complete();
        assertThat(scene.lastEvent()).isInstanceOf(Event.Submission.class);
        assertThat(scene.heard()).isEmpty();
    }

    @Test
    void whoIsGoneHearsNothingWhateverHappens() {
        scene.session.closed();
        scene.says("NOOP\r\n");
        scene.session.accountChanged(ALICE, false);
        scene.session.drain();
        scene.session.drained();
        scene.session.tick();
        scene.session.closed();
        assertThat(scene.heard()).isEmpty();
    }
}
