package io.vouchpost.spool;

import static io.vouchpost.database.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.message.Submission;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One message to very many: each step has to be done within what one statement may take. */
class ManyRecipientsTest {
    private static final int MANY = 10_000;

    private final Gateways here = new Gateways();
    private final SqlSpool spool = here.gateway();

    @AfterEach
    void end() {
        here.close();
    }

    private Parcel taken() {
        here.onLoop(() -> spool.keep(here.message("m", "alice", MANY)));
        var parcel = await(spool.take("out", 10)).get(0);
        assertThat(parcel.standings()).hasSize(MANY);
        return parcel;
    }

    private Object open() {
        return here.ask("SELECT count(*) FROM spool_messages WHERE finished IS NULL");
    }

    @Test
    void aMessageToTenThousandIsRecordedAsDelivered() {
        var parcel = taken();
        await(spool.record(parcel, Gateways.all(parcel, here.progress(State.DELIVERED, Note.Kind.DELIVERED))));

        assertThat(open()).isEqualTo(0L);
        assertThat(here.ask("SELECT sum(octets)::bigint FROM spool_room")).isEqualTo(0L);
        assertThat(here.ask("SELECT count(*) FROM spool_chunks")).isEqualTo(0L);
    }

    @Test
    void aMessageToTenThousandIsReportedAsFailed() {
        var parcel = taken();
        var failed = here.progress(State.FAILED, Note.Kind.REFUSED, here.clock.instant(), Optional.of(Report.FAILURE));
        await(spool.record(parcel, Gateways.all(parcel, failed)));
        assertThat(open()).isEqualTo(1L);

        var notice = await(spool.takeNotices(10)).get(0);
        await(spool.told(notice, Optional.empty()));

        assertThat(open()).isEqualTo(0L);
    }

    @Test
    void whoWasNotTriedIsReadyAgainWithoutAnAttempt() {
        here.onLoop(() -> spool.keep(here.message("m", "alice", 2)));
        var parcel = await(spool.take("out", 10)).get(0);
        await(spool.record(
                parcel,
                List.of(here.progress(State.DELIVERED, Note.Kind.DELIVERED), Progress.ready(here.clock.instant()))));

        var rest = await(spool.take("out", 10)).get(0);
        assertThat(rest.standings()).containsExactly(new Parcel.Standing(1, 0, false, false));
        assertThat(here.list("SELECT number FROM spool_notes")).containsExactly(0);
    }

    @Test
    void theTimeOfWhatItsSenderWantedHeldBeginsWhenItIsReleased() {
        var plain = here.message("m", "alice", 1).submission();
        var release = here.clock.instant().plus(Duration.ofDays(6));
        var held = new Submission(
                plain.id(),
                plain.account(),
                plain.envelope(),
                plain.trace(),
                plain.content(),
                Optional.of(release),
                Optional.empty());
        here.onLoop(() -> spool.keep(here.ready(held, "out")));

        assertThat(await(spool.take("out", 1)).get(0).accepted()).isEqualTo(release);
    }

    @Test
    void aMessageToTenThousandIsForgottenWithItsTimeLines() {
        aMessageToTenThousandIsRecordedAsDelivered();
        here.clock.advance(Duration.ofDays(30));
        await(spool.forget(Duration.ofDays(1), Duration.ofDays(1)));

        assertThat(here.ask("SELECT count(*) FROM spool_notes")).isEqualTo(0L);
    }
}
