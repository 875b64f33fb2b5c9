package io.vouchpost.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.audit.Event;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A session that a device has logged in to by a credential of its own, when credentials of the account are changed. */
class SessionCredentialTest extends LoggedInTest {
    private static final String DEVICE = "EHLO printer.example\r\nAUTH PLAIN "
            + Base64.getEncoder()
                    .encodeToString(
                            ("\0" + ALICE + "\0" + ScriptedBackend.DEVICE_SECRET).getBytes(StandardCharsets.UTF_8))
            + "\r\n";

    @BeforeEach
    void logInByTheDevice() {
        scene.endsClean();
        scene = new Scene(store);
        scene.says(DEVICE);
        assertThat(scene.codes()).endsWith("235");
    }

    @Test
    void theRevokedCredentialEndsIt() {
        scene.session.credentialChanged(ALICE, "printer");
        hears("421");
        assertThat(scene.wire.closed).isTrue();
    }

    @Test
    void otherCredentialsAreNoMatter() {
        scene.session.credentialChanged(ALICE, "");
        scene.session.credentialChanged(ALICE, "scanner");
        scene.session.credentialChanged("bob@example.org", "printer");
        scene.says(Scene.MESSAGE);
        hears("250", "250", "354", "250");
    }

    @Test
    void theAccountItselfEndsIt() {
        scene.session.accountChanged(ALICE, false);
        hears("421");
    }

    @Test
    void theAuditTrailIsToldOfDeviceAndClient() {
        var login = (Event.Login) scene.lastEvent();
        assertThat(login.credential()).isEqualTo("printer");
        assertThat(login.clientName()).isEqualTo("printer.example");
    }

    @Test
    void theOwnPasswordEndsTheOthers() {
        scene = new Scene(store).loggedIn();
        scene.session.credentialChanged(ALICE, "printer");
        scene.says("NOOP\r\n");
        hears("250");
        scene.session.credentialChanged(ALICE, "");
        hears("421");
    }

    /** What the check looked at was there still; now it is not. */
    @Test
    void whatIsRevokedWhileItIsCheckedLetsNobodyIn() {
        scene = new Scene(store);
        var answer = scene.backend.slowly();
        scene.says(DEVICE);
        scene.session.credentialChanged(ALICE, "printer");
        answer.complete();
        assertThat(scene.codes()).endsWith("454");
        scene.says(DEVICE + "NOOP\r\n");
        assertThat(scene.codes()).as("checked again").endsWith("235", "250");
    }

    @Test
    void changesOfOthersMeanwhileAreNoMatter() {
        scene = new Scene(store);
        var answer = scene.backend.slowly();
        scene.says(DEVICE);
        scene.session.credentialChanged("bob@example.org", "printer");
        answer.complete();
        assertThat(scene.codes()).endsWith("235");
    }
}
