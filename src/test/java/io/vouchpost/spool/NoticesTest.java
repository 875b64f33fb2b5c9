package io.vouchpost.spool;

import static io.vouchpost.database.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What senders are to be told is told once, by one gateway. */
class NoticesTest {
    private final Gateways here = new Gateways();
    private final SqlSpool one = here.gateway();
    private final SqlSpool other = here.gateway();

    @BeforeEach
    void aMessageThatWasRefusedForOneOfTwo() {
        await(one.keep(here.message("m1", "alice", 2)));
        var parcel = await(one.take("out", 1)).get(0);
        await(one.record(
                parcel,
                List.of(
                        here.progress(State.DELIVERED, Note.Kind.DELIVERED),
                        here.progress(
                                State.FAILED, Note.Kind.REFUSED, here.clock.instant(), Optional.of(Report.FAILURE)))));
    }

    @AfterEach
    void end() {
        here.close();
    }

    @Test
    void aFailureIsToldOnceTogetherWithTheEndOfTheMessage() {
        var notice = await(one.takeNotices(10)).get(0);
        assertThat(await(other.takeNotices(10))).isEmpty();
        assertThat(notice.submission().envelope().recipients()).hasSize(2);
        assertThat(here.read(notice.submission().content())).contains("Hello");
        assertThat(notice.recipients()).hasSize(1);
        var about = notice.recipients().get(0);
        assertThat(about.number()).isEqualTo(1);
        assertThat(about.report()).isEqualTo(Report.FAILURE);
        assertThat(about.notes()).extracting(Note::kind).containsExactly(Note.Kind.REFUSED);
        assertThat(here.ask("SELECT finished IS NULL FROM spool_messages")).isEqualTo(true);

        await(one.told(notice, Optional.of(here.message("dsn", "alice", 1))));
        await(one.told(notice, Optional.of(here.message("dsn-again", "alice", 1))));

        assertThat(here.list("SELECT id FROM spool_messages WHERE finished IS NULL"))
                .containsExactly("dsn");
        assertThat(here.list("SELECT message FROM spool_chunks")).containsExactly("dsn");
        assertThat(await(one.holdings()).octets())
                .isEqualTo(here.ask("SELECT octets FROM spool_messages WHERE id = 'dsn'"));
        assertThat(await(one.takeNotices(10))).isEmpty();
    }

    @Test
    void whoLosesTheLeaseKeepsNoNotification() {
        var late = await(one.takeNotices(10)).get(0);
        here.clock.advance(Gateways.LEASE.plus(Duration.ofSeconds(1)));
        var notice = await(other.takeNotices(10)).get(0);

        await(one.told(late, Optional.of(here.message("late", "alice", 1))));
        assertThat(here.list("SELECT id FROM spool_messages")).containsExactly("m1");

        await(other.told(notice, Optional.empty()));
        assertThat(here.ask("SELECT finished IS NOT NULL FROM spool_messages")).isEqualTo(true);
    }
}
