package io.vouchpost.spool;

import static io.vouchpost.database.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vouchpost.database.TestDatabase;
import io.vouchpost.message.Submission;
import io.vouchpost.smtp.Envelope;
import io.vouchpost.smtp.Mailbox;
import io.vouchpost.smtp.Recipient;
import io.vouchpost.smtp.Reply;
import io.vouchpost.smtp.Terms;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SqlSpoolTest {
    private final Gateways here = new Gateways();
    private final SqlSpool spool = here.gateway();

    @AfterEach
    void end() {
        here.close();
    }

    @Test
    void whatIsKeptComesBackAsItWas() {
        var odd = new Recipient(
                new Mailbox("a \"b\" @\\", "[IPv6:::1]"),
                Set.of(Recipient.Occasion.SUCCESS, Recipient.Occasion.DELAY),
                Optional.of("rfc822;a+20b@example.org"));
        var never = new Recipient(
                new Mailbox("jörg", "bücher.example"), Set.of(Recipient.Occasion.NEVER), Optional.empty());
        var submission = new Submission(
                "m1",
                "alice",
                new Envelope(
                        Optional.empty(),
                        List.of(odd, never),
                        Envelope.BodyType.EIGHT_BIT_MIME,
                        true,
                        new Terms(
                                Optional.of(Terms.Return.HDRS),
                                Optional.of("id+20x"),
                                true,
                                Optional.of("<>"),
                                Optional.empty())),
                "Received: x\r\n",
                Gateways.text("Subject: hi\r\n\r\n.\r\n"),
                Optional.empty(),
                Optional.empty());
        await(spool.keep(here.ready(submission, "out")));

        var parcels = await(spool.take("out", 10));

        assertThat(parcels).hasSize(1);
        var parcel = parcels.get(0);
        assertThat(parcel.submission())
                .usingRecursiveComparison()
                .ignoringFields("content")
                .isEqualTo(submission);
        assertThat(parcel.route()).isEqualTo("out");
        assertThat(parcel.accepted()).isEqualTo(here.clock.instant());
        assertThat(parcel.standings())
                .containsExactly(new Parcel.Standing(0, 0, false, false), new Parcel.Standing(1, 0, false, false));
        assertThat(here.read(parcel.submission().content())).isEqualTo("Subject: hi\r\n\r\n.\r\n");
        assertThat(await(spool.take("out", 10))).as("leased").isEmpty();
    }

    @Test
    void whatWasTriedBeforeItWasKeptCounts() {
        var message = here.message("m1", "alice", 2);
        var lost = new Kept.Entry("out", here.progress(State.READY, Note.Kind.LOST));
        var untried = new Kept.Entry("out", Progress.ready(here.clock.instant()));
        await(spool.keep(new Kept(message.submission(), List.of(lost, untried), Optional.empty())));

        assertThat(await(spool.take("out", 1)).get(0).standings())
                .containsExactly(new Parcel.Standing(0, 1, true, false), new Parcel.Standing(1, 0, false, false));
        assertThat(here.list("SELECT kind FROM spool_notes")).containsExactly("LOST");
    }

    @Test
    void theAnswerIsKeptWithTheMessage() {
        var message = here.message("m1", "alice", 1);
        var reply = Reply.of(250, "2.0.0", "kept");
        for (var content : List.of(Gateways.text("small\r\n"), Gateways.text("x".repeat(600_000) + "\r\n"))) {
            var id = "of" + content.size();
            var submission = message.submission();
            await(spool.keep(new Kept(
                    new Submission(
                            id,
                            submission.account(),
                            submission.envelope(),
                            submission.trace(),
                            content,
                            Optional.empty(),
                            Optional.of(id)),
                    message.recipients(),
                    Optional.of(reply))));
            assertThat(await(spool.answered(id, Duration.ofHours(1))))
                    .contains(new Answered(id, reply, here.clock.instant()));
        }
        assertThat(here.ask("SELECT sum(octet_length(octets)) FROM spool_chunks"))
                .isEqualTo(await(spool.holdings()).octets());
    }

    @Test
    void aLargeMessageWhoseContentBreaksLeavesNothing() {
        var broken = new Gateways.Pieces(1_000_000, List.of(Buffer.buffer(new byte[600_000])));
        assertThatThrownBy(() -> await(spool.keep(here.message("m1", "alice", 1, broken))))
                .hasMessageContaining("not as long as it says");
        assertThat(here.ask("SELECT count(*) FROM spool_messages")).isEqualTo(0L);
        assertThat(await(spool.holdings()).octets()).isZero();
    }

    @Test
    void theSecondTryOfTheSameMessageChangesNothing() {
        await(spool.keep(here.message("m1", "alice", 2)));
        await(spool.keep(here.message("m1", "alice", 2)));

        assertThat(here.ask("SELECT count(*) FROM spool_recipients")).isEqualTo(2L);
        assertThat(await(spool.holdings()).octets())
                .isEqualTo(here.ask("SELECT sum(octets)::bigint FROM spool_messages"));
    }

    @Test
    void aMessageThatTheDatabaseRefusesFailsAlone() {
        var good = new ArrayList<Future<Void>>();
        here.onLoop(() -> {
            good.add(spool.keep(here.message("first", "alice", 1)));
            for (int i = 0; i < 10; i++) {
                good.add(spool.keep(here.message("good" + i, "alice", 1)));
            }
            return Future.succeededFuture();
        });
        assertThatThrownBy(() -> await(spool.keep(here.message("bad\0", "alice", 1))))
                .hasMessageContaining("0x00");
        good.forEach(TestDatabase::await);

        assertThat(here.ask("SELECT count(*) FROM spool_messages")).isEqualTo(11L);
    }

    @Test
    void aMessageThatIsDeliveredToAllLosesItsContentAndGivesItsRoomBack() {
        await(spool.keep(here.message("m1", "alice", 2)));
        var parcel = await(spool.take("out", 1)).get(0);
        assertThat(await(spool.holdings()).octets()).isPositive();

        await(spool.record(
                parcel,
                List.of(
                        here.progress(State.DELIVERED, Note.Kind.DELIVERED),
                        here.progress(State.WAITING, Note.Kind.DEFERRED))));
        assertThat(here.ask("SELECT count(*) FROM spool_chunks")).isEqualTo(1L);

        await(spool.tick());
        var rest = await(spool.take("out", 1)).get(0);
        assertThat(rest.standings()).containsExactly(new Parcel.Standing(1, 1, false, false));
        await(spool.record(rest, Gateways.all(rest, here.progress(State.DELIVERED, Note.Kind.DELIVERED))));

        assertThat(here.ask("SELECT count(*) FROM spool_chunks")).isEqualTo(0L);
        assertThat(await(spool.holdings()).octets()).isZero();
        assertThat(here.list("SELECT kind FROM spool_notes ORDER BY number, at, kind DESC"))
                .containsExactlyInAnyOrder("DELIVERED", "DEFERRED", "DELIVERED");
        here.clock.advance(Duration.ofDays(1));
        await(spool.forget(Duration.ofDays(2), Duration.ofDays(2)));
        assertThat(here.ask("SELECT count(*) FROM spool_messages")).isEqualTo(1L);
        await(spool.forget(Duration.ofHours(1), Duration.ofHours(1)));
        assertThat(here.ask("SELECT count(*) FROM spool_messages")).isEqualTo(0L);
        assertThat(here.ask("SELECT count(*) FROM spool_notes")).isEqualTo(0L);
    }

    @Test
    void answersAreFoundForAsLongAsWanted() {
        var reply = Reply.of(250, "2.0.0", "kept", "as m1");
        await(spool.remember("f1", "m1", reply));
        assertThat(await(spool.answered("f1", Duration.ofHours(1))))
                .contains(new Answered("m1", reply, here.clock.instant()));
        assertThat(await(spool.answered("f2", Duration.ofHours(1)))).isEmpty();
        here.clock.advance(Duration.ofHours(2));
        assertThat(await(spool.answered("f1", Duration.ofHours(1)))).isEmpty();
        await(spool.forget(Duration.ofHours(1), Duration.ofHours(1)));
        assertThat(here.ask("SELECT count(*) FROM spool_answers")).isEqualTo(0L);
    }
}
