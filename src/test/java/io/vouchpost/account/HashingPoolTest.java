package io.vouchpost.account;

import static io.vouchpost.database.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vouchpost.account.Regulars.Place;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two threads, and the one of the regulars; three places in each lane. Work begins when it has a thread, and ends when it is told. */
@Timeout(30)
class HashingPoolTest {
    private static final Place REGULAR = new Place(Lane.REGULARS, "192.0.2.1 alice");

    private final Vertx vertx = Vertx.vertx();
    private final AtomicLong now = new AtomicLong();
    private final BlockingQueue<Work> begun = new LinkedBlockingQueue<>();
    private HashingPool pool;

    private record Work(String name, Promise<Void> end, Future<Void> outcome) {}

    @BeforeEach
    void deploy() {
        pool = await(HashingPool.deploy(vertx, 2, 3, now::get));
    }

    @AfterEach
    void close() {
        await(vertx.close());
    }

    private static Place stranger(int network) {
        return new Place(Lane.STRANGERS, "198.51.100." + network);
    }

    private Future<Void> run(Place place, String name) {
        Promise<Void> end = Promise.promise();
        Promise<Void> outcome = Promise.promise();
        var done = pool.run(place, () -> {
            begun.add(new Work(name, end, outcome.future()));
            return end.future();
        });
        done.onComplete(outcome);
        return done;
    }

    /** Ends it once it has begun. */
    private String end() throws InterruptedException {
        var work = begun.poll(10, TimeUnit.SECONDS);
        assertThat(work).as("nothing has begun").isNotNull();
        work.end().complete();
        await(work.outcome());
        return work.name();
    }

    @Test
    void regularsHaveAThreadOfTheirOwnThatNoStrangerEverHas() throws Exception {
        var strangers = IntStream.range(0, 5)
                .mapToObj(i -> run(stranger(i), "stranger"))
                .toList();
        var first = begun.take();
        var second = begun.take();
        run(REGULAR, "regular");
        assertThat(end()).isEqualTo("regular");
        assertThat(begun).as("strangers wait, though a thread is free").isEmpty();
        assertThat(strangers).noneMatch(Future::isComplete);
        first.end().complete();
        second.end().complete();
        assertThat(List.of(end(), end(), end())).containsOnly("stranger");
    }

    @Test
    void whoHashesAndWhoWaitsIsKnown() throws Exception {
        assertThat(pool.busy()).isZero();
        var atWork = List.of(beginning(stranger(1)), beginning(stranger(2)));
        run(stranger(3), "stranger");
        run(new Place(Lane.SPARE, "203.0.113.1"), "spare");
        assertThat(pool.busy()).isEqualTo(2);
        assertThat(pool.waiting()).isEqualTo(2);
        atWork.forEach(work -> work.end().complete());
        assertThat(List.of(end(), end())).containsExactlyInAnyOrder("stranger", "spare");
        assertThat(pool.waiting()).isZero();
    }

    @Test
    void aFullLaneOfStrangersLeavesRegularsTheirPlaces() {
        var strangers = IntStream.range(0, 9)
                .mapToObj(i -> run(stranger(i), "stranger"))
                .toList();
        assertThat(strangers.stream().filter(Future::failed)).hasSize(4).allSatisfy(it -> assertThat(it.cause())
                .isInstanceOf(Crowded.class));
        var regulars =
                IntStream.range(0, 4).mapToObj(i -> run(REGULAR, "regular")).toList();
        assertThat(regulars).noneMatch(Future::failed);
        assertThat(run(REGULAR, "regular").failed()).isTrue();
    }

    @Test
    void oneNetworkDoesNotKeepTheOthersOut() throws Exception {
        var flood =
                IntStream.range(0, 20).mapToObj(i -> run(stranger(1), "flood")).toList();
        var other = run(stranger(2), "other");
        assertThat(other.failed()).isFalse();
        assertThat(flood.stream().filter(Future::failed)).hasSize(16);
        assertThat(List.of(end(), end(), end(), end())).contains("other");
    }

    @Test
    void regularsGoFirstWhereStrangersHaveAThread() throws Exception {
        var atWork = List.of(beginning(stranger(1)), beginning(stranger(2)), beginning(REGULAR));
        run(stranger(3), "stranger");
        run(REGULAR, "regular");
        atWork.get(0).end().complete();
        assertThat(end()).isEqualTo("regular");
    }

    @Test
    void howeverManyRegularsComeOneThreadIsThereForStrangers() throws Exception {
        var atWork = List.of(beginning(REGULAR), beginning(REGULAR), beginning(REGULAR));
        run(REGULAR, "regular");
        run(stranger(1), "stranger");
        atWork.get(0).end().complete();
        assertThat(begun.take().name()).isEqualTo("stranger");
        atWork.get(1).end().complete();
        assertThat(end()).isEqualTo("regular");
    }

    private Work beginning(Place place) throws InterruptedException {
        run(place, "at work");
        return begun.take();
    }

    @Test
    void strangersInARowHaveHalfOfTheThreads() throws Exception {
        var atWork = List.of(beginning(stranger(1)), beginning(stranger(2)));
        run(stranger(3), "third");
        atWork.get(0).end().complete();
        await(atWork.get(0).outcome());
        assertThat(begun).as("one is at work, and two threads are idle").isEmpty();
        atWork.get(1).end().complete();
        assertThat(end()).isEqualTo("third");
    }

    @Test
    void strangersInARowRestWhileRegularsCome() throws Exception {
        run(REGULAR, "regular");
        end();
        var atWork = List.of(beginning(stranger(1)), beginning(stranger(2)));
        run(stranger(3), "third");
        now.addAndGet(Duration.ofMillis(200).toNanos());
        for (var work : atWork) {
            work.end().complete();
            await(work.outcome());
        }
        assertThat(begun).as("three threads are idle").isEmpty();
        run(REGULAR, "regular");
        assertThat(end()).isEqualTo("regular");
        assertThat(end()).as("after the rest").isEqualTo("third");
    }

    @Test
    void strangersDoNotRestForNobody() throws Exception {
        var atWork = List.of(beginning(stranger(1)), beginning(stranger(2)));
        run(stranger(3), "third");
        now.addAndGet(Duration.ofSeconds(15).toNanos());
        for (var work : atWork) {
            work.end().complete();
        }
        assertThat(end()).as("sooner than after three times fifteen seconds").isEqualTo("third");
    }

    @Test
    void whatCanWaitIsDoneLast() throws Exception {
        run(stranger(1), "at work");
        run(stranger(2), "at work");
        var atWork = List.of(begun.take(), begun.take());
        run(Place.SPARE, "spare");
        run(stranger(3), "stranger");
        atWork.forEach(work -> work.end().complete());
        assertThat(end()).isEqualTo("stranger");
        assertThat(end()).isEqualTo("spare");
    }

    @Test
    void whatNobodyWaitsForAnyLongerIsNotHashed() throws Exception {
        run(stranger(1), "at work");
        run(stranger(2), "at work");
        var atWork = List.of(begun.take(), begun.take());
        var late = run(stranger(3), "late");
        now.addAndGet(Duration.ofSeconds(21).toNanos());
        var fresh = run(stranger(4), "fresh");
        atWork.forEach(work -> work.end().complete());
        assertThat(end()).isEqualTo("fresh");
        assertThat(fresh.succeeded()).isTrue();
        assertThat(late.cause()).isInstanceOf(Crowded.class);
    }
}
