package io.vouchpost.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A test that begins with a session logged in, and in whose end nothing may be held of any client. */
abstract class LoggedInTest extends StoreTest {
    static final String ALICE = "alice@example.org";

    Scene scene;

    @BeforeEach
    void logIn() {
        scene = new Scene(store).loggedIn();
    }

    @AfterEach
    void nothingIsHeld() {
        scene.endsClean();
    }

    void hears(String... codes) {
        assertThat(scene.codes()).containsExactly(codes);
    }
}
