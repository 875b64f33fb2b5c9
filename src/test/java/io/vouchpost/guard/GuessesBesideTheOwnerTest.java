package io.vouchpost.guard;

import static io.vouchpost.guard.Fort.fingerprint;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Log-ins that succeed do not make room for guesses without end. */
@Timeout(60)
class GuessesBesideTheOwnerTest {
    private static final String HOME = "192.0.2.1";

    private final Fort fort = new Fort(Fort.settings(3, 6, 8, 5, 4));
    private final Fort.Gateway gateway = fort.join();

    @AfterEach
    void close() {
        fort.close();
    }

    /** A telephone that logs in each minute, and beside it a computer that guesses. */
    @Test
    void whoGuessesBetweenTheOwnersLogInsIsLockedOutAtLast() {
        var owner = fort.plain(HOME, "alice", "ffff");
        int looked = 0;
        for (int i = 0; i < 120; i++) {
            if (i % 2 == 0) {
                fort.clock.advance(Duration.ofMinutes(1));
                fort.succeeds(gateway, owner);
            }
            if (fort.fails(gateway, fort.plain(HOME, "alice", fingerprint(i)))) {
                looked++;
            }
        }
        assertThat(looked).as("of 120 in an hour").isBetween(15, 40);
        assertThat(fort.succeeds(gateway, owner)).isFalse();
        assertThat(fort.succeeds(gateway, fort.plain("198.51.100.7", "alice", "ffff")))
                .as("elsewhere the owner is let in")
                .isTrue();
    }
}
