package io.vouchpost.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.audit.Event;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What becomes of a session, whatever it is about, when its account is changed. */
class SessionAccountTest extends LoggedInTest {
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

    /** What was looked up is out of date before it is there. */
    @Test
    void changedWhileLookedUp() {
        var answer = scene.backend.slowly();
        scene.session.accountChanged(ALICE, true);
        scene.says("MAIL FROM:<alice@example.org>\r\nRSET\r\n");
        scene.session.accountChanged(ALICE, true);
        answer.complete();
        scene.backend.accountIs(Optional.empty());
        scene.says("MAIL FROM:<alice@example.org>\r\n");
        hears("250", "250", "530");
    }

    @Test
    void anOutageIsAskedAboutAgain() {
        scene.backend.away(true);
        scene.session.accountsUncertain();
        scene.says("MAIL FROM:<alice@example.org>\r\n");
        scene.backend.away(false);
        scene.backend.accountIs(Optional.empty());
        scene.says("MAIL FROM:<alice@example.org>\r\n");
        hears("451", "530");
    }
}
