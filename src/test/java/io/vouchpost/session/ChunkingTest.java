package io.vouchpost.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Limits on messages in chunks (RFC 3030). */
class ChunkingTest extends LoggedInTest {
    private static final int LIMIT = 100_000;

    @Test
    void theLimitIsOnAllChunksTogether() {
        scene.says(Scene.ENVELOPE + "BDAT 34\r\n" + Scene.CONTENT);
        scene.says("BDAT 99966\r\n" + "x".repeat(99_966));
        hears("250", "250", "250", "250");
        scene.says("BDAT 1\r\nx");
        assertThat(scene.heard()).startsWith("552 5.3.4 Message too large: at most 100000 octets (");
        assertThat(store.memory().used()).as("octets held").isZero();
        scene.says("BDAT 0 LAST\r\n" + Scene.MESSAGE);
        hears("552", "250", "250", "354", "250");
        assertThat(scene.backend.posted()).hasSize(1);
    }

    @Test
    void asManyOctetsAsAllowedAreTaken() {
        scene.says(Scene.ENVELOPE + "BDAT 34\r\n" + Scene.CONTENT);
        scene.says("BDAT 99966 LAST\r\n" + "x".repeat(99_964) + "\r\n");
        hears("250", "250", "250", "250");
        assertThat(scene.backend.posted().get(0).content().size()).isEqualTo(LIMIT);
    }

    /** A chunk that is much too large for a message is read for as long as a message may take, and nothing of it is kept. */
    @Test
    void nothingIsKeptOfAChunkThatIsTooLarge() {
        scene.says(Scene.ENVELOPE + "BDAT 999999999999\r\n" + "QUIT\r\n".repeat(20_000));
        hears("250", "250");
        for (int i = 0; i < 200; i++) {
            scene.says("QUIT\r\n".repeat(10_000));
            scene.after(Duration.ofSeconds(3));
            assertThat(store.memory().used()).isZero();
        }
        assertThat(scene.heard()).isEmpty();
        scene.after(Duration.ofSeconds(1));
        assertThat(scene.heard()).startsWith("421 4.4.2 The message took too long");
        assertThat(scene.wire.closed).isTrue();
    }

    @Test
    void aRefusedChunkIsReadToItsEndUpToTheLargestMessage() {
        scene.says("BDAT 100000\r\n");
        for (int i = 0; i < 10; i++) {
            assertThat(scene.heard()).isEmpty();
            scene.says("QUIT\r\nxxxx".repeat(1_000));
            assertThat(store.memory().used()).isZero();
        }
        hears("503");
        scene.says(Scene.MESSAGE);
        hears("250", "250", "354", "250");
    }

    @Test
    void aRefusedChunkThatIsLongerEndsTheSession() {
        scene.says("BDAT 100001\r\nQUIT\r\n");
        assertThat(scene.heard()).startsWith("503 5.5.1 MAIL FROM first (");
        assertThat(scene.wire.closed).isTrue();
    }

    /** Also where TLS comes up in between, or it is asked for before EHLO. */
    @Test
    void beforeTheLogInAllRefusedChunksTogetherAreReadUpToABound() {
        var plain = new Scene(store, false);
        plain.says("BDAT 90000\r\n" + "x".repeat(90_000) + "EHLO c\r\nBDAT 90000 LAST\r\n" + "x".repeat(90_000));
        plain.says("STARTTLS\r\n");
        plain.wire.handshake.complete();
        plain.says("EHLO c\r\nBDAT 82144\r\n" + "x".repeat(82_144));
        assertThat(plain.codes()).containsExactly("220", "503", "250", "530", "220", "250", "530");
        assertThat(plain.wire.closed).isFalse();
        plain.says("BDAT 1\r\n");
        assertThat(plain.heard()).startsWith("530 5.7.0 Log in first");
        assertThat(plain.wire.closed).isTrue();
        plain.endsClean();
    }

    @Test
    void whatWasRefusedBeforeTheLogInIsForgiven() {
        var late = new Scene(store);
        late.says("EHLO c\r\n" + ("BDAT 87381\r\n" + "x".repeat(87_381)).repeat(3));
        late.says(Scene.LOG_IN + "BDAT 2\r\nxx" + Scene.MESSAGE);
        assertThat(late.codes())
                .containsExactly("220", "250", "530", "530", "530", "250", "235", "503", "250", "250", "354", "250");
        late.endsClean();
    }

    @Test
    void theTimeOfAMessageIsThatOfAllItsChunks() {
        scene.says(Scene.ENVELOPE);
        scene.heard();
        for (int minute = 0; minute < 10; minute++) {
            scene.says("BDAT 1\r\nx");
            hears("250");
            scene.after(Duration.ofMinutes(1));
        }
        assertThat(scene.heard()).isEmpty();
        scene.says("BDAT 1\r\nx");
        scene.after(Duration.ofSeconds(1));
        hears("250", "421");
        assertThat(scene.lastEvent().refusal().orElseThrow().rule()).isEqualTo("limits.data");
    }

    @Test
    void whatHasComeIsDroppedByRsetAndByEhlo() {
        for (String last : new String[] {"RSET\r\n", "EHLO c\r\n"}) {
            scene.says(Scene.ENVELOPE + "BDAT 34\r\n" + Scene.CONTENT);
            assertThat(store.memory().used()).isPositive();
            scene.says(last);
            assertThat(store.memory().used()).isZero();
            hears("250", "250", "250", "250");
            scene.says("BDAT 0 LAST\r\n");
            hears("503");
        }
        scene.says(Scene.MESSAGE);
        hears("250", "250", "354", "250");
    }

    @Test
    void chunksOfNothingAreNoProgress() {
        scene.says(Scene.ENVELOPE + "BDAT 0\r\n".repeat(101));
        var codes = scene.codes();
        assertThat(codes).hasSizeBetween(95, 103).endsWith("250", "421");
        assertThat(scene.lastEvent().refusal().orElseThrow().rule()).isEqualTo("limits.idleCommands");
    }

    @Test
    void aMessageWithoutTheAccountThatBeganItIsNotPosted() {
        scene.says(Scene.ENVELOPE + "BDAT 34\r\n" + Scene.CONTENT);
        scene.session.accountChanged(ALICE, false);
        scene.says("BDAT 6 LAST\r\nQUIT\r\n");
        hears("250", "250", "250", "530");
        assertThat(scene.backend.posted()).isEmpty();
    }

    @Test
    void aMessageThatHasBegunIsEndedBeforeTheGatewayStops() {
        scene.says(Scene.ENVELOPE + "BDAT 34\r\n" + Scene.CONTENT);
        scene.session.drain();
        scene.says("BDAT 0 LAST\r\n");
        hears("250", "250", "250", "250", "421");
        assertThat(scene.backend.posted()).hasSize(1);
    }
}
