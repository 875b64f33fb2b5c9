package io.vouchpost.delivery;

import static io.vouchpost.database.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vouchpost.TurnedClock;
import io.vouchpost.config.DeliverySettings;
import io.vouchpost.database.Database;
import io.vouchpost.database.TestDatabase;
import io.vouchpost.message.Content;
import io.vouchpost.message.Submission;
import io.vouchpost.smtp.Envelope;
import io.vouchpost.smtp.Mailbox;
import io.vouchpost.smtp.Recipient;
import io.vouchpost.smtp.Recipient.Occasion;
import io.vouchpost.smtp.Reply;
import io.vouchpost.smtp.Terms;
import io.vouchpost.spool.Kept;
import io.vouchpost.spool.Progress;
import io.vouchpost.spool.SqlSpool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Into the spool and out of it, with a next hop that does what it is told. */
class SpoolPassageTest implements Transport {
    private static final Reply OK = Reply.of(250, "2.0.0", "taken");
    private static final Reply NO = Reply.of(550, "5.1.1", "nobody here");

    private final Vertx vertx = Vertx.vertx();
    private final Database database = TestDatabase.open(vertx);
    private final TurnedClock clock = new TurnedClock();
    private final Hops hops = new Hops(vertx);
    private final SqlSpool spool =
            new SqlSpool(vertx, database.pool(), UUID.randomUUID(), () -> Duration.ofMinutes(1), clock);
    private final RetrySchedule schedule = new RetrySchedule(new Random(1));
    private final List<String> sent = new CopyOnWriteArrayList<>();
    private volatile DeliverySettings settings;
    private volatile Function<Submission, Future<List<Outcome>>> nextHop = this::taken;
    private Courier courier;

    @BeforeEach
    void open() {
        settings = hops.host("127.0.0.1", 25, false).connections(1).settings(hops.route("out"));
        courier = new Courier(
                vertx, () -> settings, this, spool, schedule, clock, Waypoints.UNWATCHED, (parcel, progress) -> {});
    }

    @AfterEach
    void end() {
        await(database.close());
        await(vertx.close());
    }

    @Override
    public Future<List<Outcome>> send(String route, Submission submission, Leeway leeway) {
        sent.add(route + " " + submission.id());
        return nextHop.apply(submission);
    }

    @Override
    public Future<Void> close() {
        return Future.succeededFuture();
    }

    private Future<List<Outcome>> taken(Submission submission) {
        var outcomes = new ArrayList<Outcome>();
        submission.envelope().recipients().forEach(to -> outcomes.add(new Outcome.Relayed("next:25", OK, false)));
        return Future.succeededFuture(outcomes);
    }

    private static Submission message(String id, Recipient... to) {
        var envelope = new Envelope(
                Optional.of(new Mailbox("alice", "example.org")),
                List.of(to),
                Envelope.BodyType.UNDECLARED,
                false,
                Terms.NONE);
        return new Submission(
                id,
                "alice",
                envelope,
                "",
                Content.of(Buffer.buffer("Subject: x\r\n\r\nHello\r\n")),
                Optional.empty(),
                Optional.empty());
    }

    private static Recipient recipient(String name, Occasion... occasions) {
        return new Recipient(new Mailbox(name, "example.net"), Set.of(occasions), Optional.empty());
    }

    private void keep(String id) {
        await(spool.keep(new Kept(
                message(id, recipient("bob")),
                List.of(new Kept.Entry("out", Progress.ready(clock.instant()))),
                Optional.empty())));
    }

    private List<Object> states() {
        var rows = await(database.pool()
                .query(
                        "SELECT message || ' ' || state || ' ' || possibly_delivered FROM spool_recipients ORDER BY message")
                .execute());
        return StreamSupport.stream(rows.spliterator(), false)
                .map(row -> row.getValue(0))
                .toList();
    }

    private void awaitStates(String... wanted) {
        var until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!states().equals(List.of((Object[]) wanted)) && System.nanoTime() < until) {
            Thread.onSpinWait();
        }
        assertThat(states()).containsExactly((Object[]) wanted);
    }

    @Test
    void whatGoesWrongInThisProgramIsTriedAgainAndShownAsPossiblyDelivered() {
        keep("one");
        nextHop = submission -> Future.failedFuture("a fault");
        vertx.runOnContext(now -> courier.wake("out"));

        awaitStates("one WAITING true");
    }

    @Test
    void nothingIsTakenForARouteThatIsGoneFromTheSettingsMeanwhile() {
        keep("one");
        keep("two");
        nextHop = submission -> {
            settings = hops.settings(hops.route("other"));
            return taken(submission);
        };
        vertx.runOnContext(now -> courier.wake("out"));
        awaitStates("one DELIVERED false", "two READY false");

        await(Future.future(done -> vertx.runOnContext(now -> courier.reroute().onComplete(done))));
        vertx.runOnContext(now -> courier.wake("other"));
        awaitStates("one DELIVERED false", "two DELIVERED false");
        assertThat(sent).containsExactly("out one", "other two");
    }

    @Test
    void whereOneHasItAndTheOtherIsRefusedWithoutAnybodyToTellNothingIsLeftInTheSpool() {
        nextHop = submission -> Future.succeededFuture(
                List.of(new Outcome.Refused("next:25", NO), new Outcome.Relayed("next:25", OK, false)));
        var intake = new Intake(
                () -> settings,
                new Relay(this, () -> settings),
                spool,
                octets -> Optional.empty(),
                schedule,
                clock,
                Waypoints.UNWATCHED);

        var receipt = await(
                intake.post(message("one", recipient("bob", Occasion.NEVER), recipient("carol", Occasion.NEVER))));

        assertThat(receipt).isInstanceOf(Receipt.Taken.class);
        assertThat(states()).isEmpty();
    }
}
