package io.vouchpost.guard;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Expiry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.sqlclient.SqlClient;
import io.vouchpost.database.Database;
import io.vouchpost.database.Interruption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all gateways count together in windows of time, so that a limit holds for their sum. Each counts by itself first, and
 * gives out a small share of a limit unasked; beyond that it waits for the next exchange with PostgreSQL, which grants what
 * still fits. So a limit below 67 is exact, and a larger one is exceeded by 1.5 % for each gateway at most. One statement is
 * under way at a time, for all who wait. Where a limit is known to be reached nothing is asked any more: a flood costs no
 * SQL. When the database is away or slow, what is known here decides. Safe for all threads.
 */
public final class SharedCounters {
    private static final Logger LOG = LoggerFactory.getLogger(SharedCounters.class);
    private static final int MOST_COUNTERS = 200_000;
    private static final int MOST_TOGETHER = 1_000;
    private static final int MOST_WAITING = 10_000;
    private static final long PATIENCE_MILLIS = 250;
    private static final long AGAIN_MILLIS = 1_000;
    private static final long SWEEP_MILLIS = Duration.ofMinutes(1).toMillis();
    private static final Duration KEPT = Duration.ofMinutes(1);
    /** Others may have given back what they did not need; in long windows one looks again so often. */
    private static final Duration FRESH = Duration.ofSeconds(30);

    private final Interruption interruption = new Interruption(LOG, "telling counts to the others");
    private final Interruption removal = new Interruption(LOG, "removing old counts");
    private final Vertx vertx;
    private final CounterTable table;
    private final Clock clock;
    private final long patienceMillis;
    private final long sweeping;
    private final Cache<Place, Counter> counters;
    private final Deque<Demand> waiting = new ArrayDeque<>();
    /** Those with something to tell for which nobody waits. */
    private final Set<Counter> owing = new LinkedHashSet<>();

    private boolean underWay;
    private boolean away;
    private Optional<Promise<Void>> closing = Optional.empty();

    private record Place(String key, Instant start) {}

    private record Settled(Demand demand, Demand.Verdict verdict) {}

    public SharedCounters(Vertx vertx, SqlClient client, Clock clock) {
        this(vertx, new CounterTable(client), clock, PATIENCE_MILLIS);
    }

    /**
     * @param patienceMillis how long somebody waits for the database before what is known decides
     */
    SharedCounters(Vertx vertx, CounterTable table, Clock clock, long patienceMillis) {
        this.vertx = vertx;
        this.table = table;
        this.clock = clock;
        this.patienceMillis = patienceMillis;
        this.counters = Memory.by(clock)
                .maximumSize(MOST_COUNTERS)
                .expireAfter(Expiry.<Place, Counter>creating((place, counter) -> Duration.between(
                                clock.instant(), counter.window().end())
                        .plus(KEPT)))
                .build();
        this.sweeping = vertx.setPeriodic(SWEEP_MILLIS, timer -> sweep());
    }

    /** Takes room for all of them, or for none: then the answer is one that did not fit. Fails never. */
    Future<Optional<Claim.Excess>> take(List<Claim> claims) {
        return ask(claims, false);
    }

    /** Whether there would be room. Fails never. */
    Future<Optional<Claim.Excess>> look(List<Claim> claims) {
        return ask(claims, true);
    }

    /** What was taken was not needed after all. Completed when the others may have it; fails never. */
    Future<Void> giveBack(List<Claim> claims) {
        Promise<Optional<Claim.Excess>> told = ((ContextInternal) vertx.getOrCreateContext()).promise();
        synchronized (this) {
            var demand = new Demand(shares(claims), true, told);
            demand.shares().forEach(share -> share.counter().give(-share.claim().amount()));
            var leftOver = demand.shares().stream()
                    .map(Demand.Share::counter)
                    .filter(Counter::hasLeftOver)
                    .toList();
            if (leftOver.isEmpty() || away) {
                leftOver.forEach(this::owe);
                return Future.succeededFuture();
            }
            waiting.add(demand);
        }
        exchange();
        return told.future().mapEmpty();
    }

    private List<Demand.Share> shares(List<Claim> claims) {
        return claims.stream()
                .map(claim -> new Demand.Share(claim, counter(claim)))
                .toList();
    }

    private Future<Optional<Claim.Excess>> ask(List<Claim> claims, boolean looking) {
        Promise<Optional<Claim.Excess>> answer = ((ContextInternal) vertx.getOrCreateContext()).promise();
        Optional<Demand.Verdict> decided;
        synchronized (this) {
            var demand = new Demand(shares(claims), looking, answer);
            decided = demand.decide();
            if (decided.isPresent()) {
                lookAgainAfter(demand, decided.get());
            } else if (away || waiting.size() >= MOST_WAITING) {
                decided = Optional.of(decideAlone(demand));
            } else {
                waiting.add(demand);
            }
        }
        exchange();
        return decided.map(verdict -> Future.succeededFuture(verdict.excess())).orElseGet(answer::future);
    }

    private Counter counter(Claim claim) {
        return counters.get(
                new Place(claim.key(), claim.window().start()), place -> new Counter(claim.key(), claim.window()));
    }

    /** A refusal by what was heard long ago stands, but is not repeated for hours. */
    private void lookAgainAfter(Demand demand, Demand.Verdict verdict) {
        if (verdict.excess().isPresent()) {
            var now = clock.instant();
            demand.shares().stream()
                    .map(Demand.Share::counter)
                    .filter(counter -> counter.isStale(now, FRESH))
                    .forEach(this::owe);
        }
    }

    private Demand.Verdict decideAlone(Demand demand) {
        var verdict = demand.decideByWhatIsKnown();
        demand.shares().stream()
                .map(Demand.Share::counter)
                .filter(Counter::hasUntold)
                .forEach(this::owe);
        return verdict;
    }

    private void owe(Counter counter) {
        if (owing.size() < MOST_COUNTERS) {
            owing.add(counter);
        }
    }

    private void exchange() {
        Batch batch;
        synchronized (this) {
            if (underWay || away || (waiting.isEmpty() && owing.isEmpty())) {
                return;
            }
            batch = pick();
            underWay = true;
        }
        long timer = vertx.setTimer(patienceMillis, late -> decideWithout(batch));
        interruption.watch(table.exchange(batch.asked())).onComplete(answered -> {
            vertx.cancelTimer(timer);
            if (answered.succeeded()) {
                hear(batch, answered.result());
            } else {
                missAnswer(batch);
            }
        });
    }

    private Batch pick() {
        var batch = new Batch(MOST_TOGETHER);
        while (!waiting.isEmpty() && batch.takes(waiting.peek())) {
            batch.add(waiting.remove());
        }
        owing.removeIf(batch::add);
        batch.close();
        return batch;
    }

    private void hear(Batch batch, List<CounterTable.Answered> answers) {
        var settled = new ArrayList<Settled>();
        synchronized (this) {
            underWay = false;
            away = false;
            batch.hear(answers, clock.instant());
            var undecided = new ArrayDeque<Demand>();
            for (var demand : batch.demands()) {
                if (!demand.answer().future().isComplete()) {
                    demand.decide()
                            .ifPresentOrElse(
                                    verdict -> settled.add(new Settled(demand, verdict)), () -> undecided.push(demand));
                }
            }
            undecided.forEach(waiting::addFirst);
            batch.counters().filter(Counter::hasLeftOver).forEach(this::owe);
        }
        settle(settled);
        exchange();
        endWhenAllIsTold();
    }

    /** The database is slow: nobody waits for it any longer, nor does anybody else until it has answered. */
    private void decideWithout(Batch batch) {
        var settled = new ArrayList<Settled>();
        synchronized (this) {
            away = true;
            decideAllAlone(batch, settled);
        }
        settle(settled);
    }

    private void missAnswer(Batch batch) {
        var settled = new ArrayList<Settled>();
        synchronized (this) {
            underWay = false;
            away = true;
            batch.goUnheard();
            batch.counters().filter(Counter::hasUntold).forEach(this::owe);
            decideAllAlone(batch, settled);
        }
        settle(settled);
        closing.ifPresent(Promise::tryComplete);
        vertx.setTimer(AGAIN_MILLIS, again -> {
            synchronized (this) {
                away = false;
            }
            exchange();
        });
    }

    private void decideAllAlone(Batch batch, List<Settled> settled) {
        for (var demand : batch.demands()) {
            if (!demand.answer().future().isComplete()) {
                settled.add(new Settled(demand, decideAlone(demand)));
            }
        }
        batch.forgetDemands();
        while (!waiting.isEmpty()) {
            var demand = waiting.remove();
            settled.add(new Settled(demand, decideAlone(demand)));
        }
    }

    /** Never under the lock: whoever is answered may ask again at once. */
    private static void settle(List<Settled> all) {
        all.forEach(settled ->
                settled.demand().answer().tryComplete(settled.verdict().excess()));
    }

    private void sweep() {
        removal.watch(table.sweep(clock.instant().minus(KEPT))).onSuccess(swept -> {
            if (swept == CounterTable.SWEPT) {
                sweep();
            }
        });
    }

    /** Tells what is untold, and ends. Fails never. */
    public Future<Void> close() {
        vertx.cancelTimer(sweeping);
        Promise<Void> told = Promise.promise();
        synchronized (this) {
            counters.asMap().values().stream().filter(Counter::hasUntold).forEach(this::owe);
            closing = Optional.of(told);
        }
        exchange();
        endWhenAllIsTold();
        return told.future()
                .timeout(Database.PATIENCE_SECONDS, TimeUnit.SECONDS)
                .otherwiseEmpty();
    }

    private synchronized void endWhenAllIsTold() {
        if (away || (!underWay && waiting.isEmpty() && owing.isEmpty())) {
            closing.ifPresent(Promise::tryComplete);
        }
    }
}
