package io.vouchpost.delivery;

import static io.vouchpost.database.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vouchpost.TurnedClock;
import io.vouchpost.config.DeliverySettings;
import io.vouchpost.database.Database;
import io.vouchpost.database.TestDatabase;
import io.vouchpost.message.Content;
import io.vouchpost.message.Custody;
import io.vouchpost.message.Submission;
import io.vouchpost.smtp.Envelope;
import io.vouchpost.smtp.Mailbox;
import io.vouchpost.smtp.Recipient;
import io.vouchpost.smtp.Recipient.Occasion;
import io.vouchpost.smtp.Replies;
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
import java.util.function.Supplier;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Into the spool and out of it, with a next hop that does what it is told. */
class SpoolPassageTest implements Transport {
    private static final Reply OK = Reply.of(250, "2.0.0", "taken");
    private static final Reply NO = Reply.of(550, "5.1.1", "nobody here");
    private static final Reply LATER = Reply.of(451, "4.7.1", "later");
    private static final String FINGERPRINT = "f".repeat(43);

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
                vertx,
                () -> settings,
                this,
                spool,
                schedule,
                clock,
                Warden.NONE,
                Waypoints.UNWATCHED,
                (parcel, progress) -> {});
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

    private Intake intake() {
        return new Intake(
                () -> settings,
                new Relay(this, () -> settings),
                spool,
                octets -> Optional.empty(),
                Warden.NONE,
                schedule,
                clock,
                Waypoints.UNWATCHED);
    }

    private <T> T onContext(Supplier<Future<T>> work) {
        return await(Future.future(done -> vertx.runOnContext(now -> work.get().onComplete(done))));
    }

    private static Receipt.Taken taken(Receipt receipt) {
        return (Receipt.Taken) receipt;
    }

    @Test
    void whereOneHasItAndTheOtherIsRefusedWithoutAnybodyToTellNothingIsLeftInTheSpool() {
        nextHop = submission -> Future.succeededFuture(
                List.of(new Outcome.Refused("next:25", NO), new Outcome.Relayed("next:25", OK, false)));

        var receipt = onContext(() ->
                intake().post(message("one", recipient("bob", Occasion.NEVER), recipient("carol", Occasion.NEVER))));

        assertThat(receipt).isInstanceOf(Receipt.Taken.class);
        assertThat(states()).isEmpty();
    }

    /** The same message from a client that was not answered, or has a connection for each copy. */
    private Submission copy(String id) {
        settings = new DeliverySettings(
                settings.acknowledge(),
                settings.timeout(),
                settings.relayTimeout(),
                Duration.ofMinutes(10),
                settings.routes(),
                settings.spool(),
                settings.notifications(),
                settings.dkim());
        var first = message(id, recipient("bob"));
        return new Submission(
                id,
                first.account(),
                first.envelope(),
                first.trace(),
                first.content(),
                first.release(),
                Optional.of(FINGERPRINT));
    }

    @Test
    void aSecondCopyIsToldAsSuchAndNotSent() {
        var intake = intake();
        await(spool.remember(FINGERPRINT, "one", Replies.posted("one")));

        var copy = taken(onContext(() -> intake.post(copy("two"))));
        assertThat(copy.custody()).isEqualTo(Custody.REPEATED);
        assertThat(copy.reply()).isEqualTo(Replies.posted("one"));

        var other = taken(onContext(() -> intake.post(message("three", recipient("bob")))));
        assertThat(other.custody()).isEqualTo(Custody.POSTED);
        assertThat(sent).containsExactly("out three");
    }

    @Test
    void soIsOneThatComesWhileTheFirstIsUnderWay() {
        var gate = Promise.<List<Outcome>>promise();
        nextHop = submission -> gate.future();
        var intake = intake();

        var receipts = onContext(() -> {
            var both = Future.join(intake.post(copy("one")), intake.post(copy("two")));
            gate.complete(List.of(new Outcome.Relayed("next:25", OK, false)));
            return both.map(done -> both.<Receipt>list());
        });

        assertThat(receipts)
                .containsExactly(
                        new Receipt.Taken(Replies.posted("one"), Custody.POSTED, "next:25: " + OK),
                        new Receipt.Taken(Replies.posted("one"), Custody.REPEATED, "second copy of one"));
        assertThat(sent).containsExactly("out one");
    }

    @Test
    void copiesOfAnEarlierOneThatComeTogetherAreBothCopiesOfThatOne() {
        var intake = intake();
        await(spool.remember(FINGERPRINT, "one", Replies.posted("one")));

        var receipts = onContext(() -> {
            var both = Future.join(intake.post(copy("two")), intake.post(copy("three")));
            return both.map(done -> both.<Receipt>list());
        });

        assertThat(receipts)
                .hasSize(2)
                .containsOnly(new Receipt.Taken(Replies.posted("one"), Custody.REPEATED, "second copy of one"));
    }

    @Test
    void whatIsRefusedIsRefusedToItsCopyToo() {
        var gate = Promise.<List<Outcome>>promise();
        nextHop = submission -> gate.future();
        var intake = intake();

        var receipts = onContext(() -> {
            var both = Future.join(intake.post(copy("one")), intake.post(copy("two")));
            gate.complete(List.of(new Outcome.Refused("next:25", NO)));
            return both.map(done -> both.<Receipt>list());
        });

        assertThat(receipts).hasSize(2).allSatisfy(receipt -> assertThat(receipt)
                .isInstanceOfSatisfying(Receipt.Declined.class, declined -> assertThat(declined.reply())
                        .isEqualTo(NO)));
    }

    /** The spool has no more than what its sender is to be told. */
    @Test
    void whatEverybodyHasIsPostedThoughItsSenderIsStillToBeTold() {
        var receipt = taken(onContext(() -> intake().post(message("one", recipient("bob", Occasion.SUCCESS)))));

        assertThat(receipt).isEqualTo(new Receipt.Taken(Replies.posted("one"), Custody.POSTED, "next:25: " + OK));
        assertThat(states()).containsExactly("one DELIVERED false");
    }

    @Test
    void whatOneStillWaitsForIsSpooled() {
        nextHop = submission -> Future.succeededFuture(List.of(
                new Outcome.Relayed("next:25", OK, false),
                new Outcome.Deferred("next:25", LATER, "greylisted", false)));

        var receipt = taken(onContext(() -> intake().post(message("one", recipient("bob"), recipient("carol")))));

        assertThat(receipt).isEqualTo(new Receipt.Taken(Replies.accepted("one"), Custody.SPOOLED, "spool"));
    }
}
