package io.vouchpost.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vouchpost.audit.Event;
import io.vouchpost.database.TestDatabase;
import io.vouchpost.message.ContentStore;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a session, whatever it is about, when its account changes, the gateway stops, or the client is gone. */
class SessionEndTest {
    private static final String ALICE = "alice@example.org";

    @TempDir
    static Path folder;

    static Vertx vertx;
    static ContentStore store;
    private Scene scene;

    @BeforeAll
    static void open() {
        vertx = Vertx.vertx();
        store = Scene.store(vertx, folder);
    }

    @AfterAll
    static void close() {
        TestDatabase.await(store.close());
        TestDatabase.await(vertx.close());
    }

    @BeforeEach
    void logIn() {
        scene = new Scene(store).loggedIn();
    }

    @AfterEach
    void nothingIsHeld() {
        scene.endsClean();
    }

    private void hears(String... codes) {
        assertThat(scene.codes()).containsExactly(codes);
    }

    // the account

    @Test
    void revokedWhileIdle() {
        scene.session.accountChanged(ALICE, false);
        hears("421");
        assertThat(scene.wire.closed).isTrue();
        assertThat(scene.lastEvent().refusal().orElseThrow().rule()).isEqualTo("account");
    }

    @Test
    void anothersChangeIsNoMatter() {
        scene.session.accountChanged("bob@example.org", false);
        scene.says(Scene.MESSAGE);
        hears("250", "250", "354", "250");
    }

    @Test
    void revokedInTheTransaction() {
        scene.says("MAIL FROM:<alice@example.org>\r\n");
        scene.session.accountChanged(ALICE, false);
        scene.says("RCPT TO:<carol@example.net>\r\nDATA\r\n" + Scene.LOG_IN);
        hears("250", "530", "530", "250", "235");
    }

    @Test
    void revokedInTheMessage() {
        scene.says(Scene.ENVELOPE + "DATA\r\nFrom: ");
        scene.session.accountChanged(ALICE, false);
        scene.says("alice@example.org\r\n\r\n.\r\n");
        hears("250", "250", "354", "421");
        assertThat(scene.backend.posted()).isEmpty();
    }

    @Test
    void revokedWhilePosting() {
        var answer = scene.backend.slowly();
        scene.says(Scene.MESSAGE);
        scene.session.accountChanged(ALICE, false);
        answer.complete();
        scene.says("MAIL FROM:<alice@example.org>\r\n");
        hears("250", "250", "354", "250", "530");
        assertThat(scene.backend.events()).anyMatch(Event.Submission.class::isInstance);
    }

    @Test
    void changedIdentitiesHoldForTheNextMessage() {
        scene.backend.accountIs(Optional.of(ScriptedBackend.sender("other@example.org")));
        scene.says("MAIL FROM:<alice@example.org>\r\nRSET\r\n");
        scene.session.accountChanged(ALICE, true);
        scene.says("MAIL FROM:<alice@example.org>\r\nMAIL FROM:<other@example.org>\r\n");
        hears("250", "250", "550", "250");
    }

    @Test
    void anAccountThatIsGoneSendsNoMore() {
        scene.backend.accountIs(Optional.empty());
        scene.session.accountsUncertain();
        scene.says("MAIL FROM:<alice@example.org>\r\n");
        hears("530");
    }

    @Test
    void anAccountThatCannotBeLookedUpWaits() {
        scene.backend.away(true);
        scene.session.accountsUncertain();
        scene.says("MAIL FROM:<alice@example.org>\r\n");
        scene.backend.away(false);
        scene.says("MAIL FROM:<alice@example.org>\r\n");
        hears("451", "250");
    }

    /** The lookup says that the account is fine, and it is; but the password is another one since. */
    @Test
    void revokedWhileLookedUp() {
        var answer = scene.backend.slowly();
        scene.session.accountChanged(ALICE, true);
        scene.says("MAIL FROM:<alice@example.org>\r\n");
        scene.session.accountChanged(ALICE, false);
        answer.complete();
        hears("530");
    }

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
