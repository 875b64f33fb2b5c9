package io.vouchpost.guard;

import static io.vouchpost.database.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.guard.Guard.Attempt;
import io.vouchpost.guard.Guard.Result;
import io.vouchpost.guard.Guard.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whoever gets a challenge may take its time over the response, or never give one. */
class ChallengeTest {
    private static final int ADDRESSES = 4;

    private final Fort fort = new Fort(Fort.defaults());
    private final Fort.Gateway gateway = fort.join();

    @AfterEach
    void close() {
        fort.close();
    }

    private boolean welcome(Attempt attempt, Stage stage) {
        return await(gateway.guard().admit(attempt, stage)) instanceof Ruling.Welcome;
    }

    private List<Attempt> challenged(int number) {
        var all = new ArrayList<Attempt>();
        for (int i = 0; i < number; i++) {
            var attempt = fort.proof("192.0.2." + (1 + i % ADDRESSES), "alice", "SCRAM-SHA-256", "client" + i);
            assertThat(welcome(attempt, Stage.CHALLENGE)).isTrue();
            all.add(attempt);
        }
        return all;
    }

    @Test
    void challengesThatNobodyAnswersAreInNobodysWay() {
        challenged(100);
        assertThat(welcome(fort.plain("203.0.113.9", "alice", "0001"), Stage.WHOLE))
                .isTrue();
        assertThat(welcome(fort.proof("192.0.2.1", "alice", "SCRAM-SHA-256", "another"), Stage.RESPONSE))
                .isTrue();
    }

    @Test
    void responsesThatWereSavedUpCountLikeAnyOthers() {
        var saved = challenged(60);
        fort.clock.advance(Duration.ofSeconds(100));
        saved.addAll(challenged(60));

        int looked = 0;
        for (var attempt : saved) {
            if (welcome(attempt, Stage.RESPONSE)) {
                looked++;
                await(gateway.guard().record(attempt, Result.FAILED));
                await(gateway.guard().settled());
            }
        }

        assertThat(looked).isBetween(1, 30); // guard.strangerFailures
        assertThat(welcome(fort.proof("203.0.113.9", "alice", "SCRAM-SHA-256", "x"), Stage.CHALLENGE))
                .as("a stranger while the account is locked")
                .isFalse();
    }

    @Test
    void whoIsFamiliarIsInvitedAllTheSame() {
        fort.succeeds(gateway, fort.plain("203.0.113.9", "alice", "0000"));
        for (var attempt : challenged(40)) {
            if (welcome(attempt, Stage.RESPONSE)) {
                await(gateway.guard().record(attempt, Result.FAILED));
                await(gateway.guard().settled());
            }
        }
        var owner = fort.proof("203.0.113.9", "alice", "SCRAM-SHA-256", "phone");
        assertThat(welcome(owner, Stage.CHALLENGE)).isTrue();
        assertThat(welcome(owner, Stage.RESPONSE)).isTrue();
    }
}
