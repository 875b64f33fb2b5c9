package io.vouchpost.account;

import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import io.vouchpost.account.Regulars.Place;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The threads that check passwords, and the bounded queues before them, one for each {@link Lane}. Each thread is the worker
 * context of a small deployment: what is started there continues there, also after a query, and so never hashes on an event loop.
 *
 * <p>Regulars go first, and there is one thread more than is configured: it is kept free for them, so that they do not even wait
 * for a stranger's hash to end. One thread is there for the others however many regulars come; and where they wait in a row, as
 * in a flood, they have half of the threads: all that hash at a time would leave no processor for anything else. Even these rest
 * after each hash while regulars come, because a thread that is free is of little use to a regular without a processor.
 */
final class HashingPool {
    private static final String NAME = "vouchpost-hash";
    private static final String WHERE = "in the hashing pool";

    /** Shorter than a session waits for an answer: what nobody waits for is not hashed. */
    private static final long PATIENCE_NANOS = Duration.ofSeconds(20).toNanos();

    /** So many times as long as the hash before it took. */
    private static final int REST = 3;
    /** A check takes longer where the database is slow, which strangers are not to pay for. */
    private static final long LONGEST_REST_MILLIS = 1_000;
    /** Regulars come if the last one came no longer ago. */
    private static final long OF_LATE_NANOS = Duration.ofSeconds(1).toNanos();

    private final Vertx vertx;
    /** What is timed here outlives whoever is undeployed. */
    private final Context timers;

    private final LongSupplier nanoTime;
    private final int threads;
    private final Deque<Context> idle = new ArrayDeque<>();
    private final FairQueue<Job> regulars;
    private final FairQueue<Job> strangers;
    private final FairQueue<Job> spare;
    /** How many of those who wait may hash at a time, other than regulars. */
    private final int most;
    /** How many hash for others than regulars, or rest after it. */
    private int lent;

    private long lastRegular;

    private String deployment = "";

    private HashingPool(Vertx vertx, int threads, int places, LongSupplier nanoTime) {
        this.vertx = vertx;
        this.timers = vertx.getOrCreateContext();
        this.threads = threads + 1;
        this.most = Math.max(1, threads / 2);
        this.nanoTime = nanoTime;
        this.lastRegular = nanoTime.getAsLong() - OF_LATE_NANOS;
        this.regulars = new FairQueue<>(places);
        this.strangers = new FairQueue<>(places);
        this.spare = new FairQueue<>(places / 2);
    }

    /** Something to hash, and who is to be told where it is not done. */
    private interface Job {
        boolean isLent();

        long since();

        void start(Context context);

        void refuse();
    }

    /** A job that has a thread. */
    private record Start(Job job, Context context) {
        void go() {
            job.start(context);
        }
    }

    /**
     * @param threads how much is done at a time, beside what regulars have of their own
     * @param queue how many more may wait in each lane
     */
    static Future<HashingPool> deploy(Vertx vertx, int threads, int queue) {
        return deploy(vertx, threads, queue, System::nanoTime);
    }

    static Future<HashingPool> deploy(Vertx vertx, int threads, int queue, LongSupplier nanoTime) {
        var pool = new HashingPool(vertx, threads, queue, nanoTime);
        var options = new DeploymentOptions()
                .setThreadingModel(ThreadingModel.WORKER)
                .setWorkerPoolName(NAME)
                .setWorkerPoolSize(threads + 1)
                .setInstances(threads + 1);
        return vertx.deployVerticle(
                        () -> context -> {
                            pool.join(context);
                            return Future.succeededFuture();
                        },
                        options)
                .map(id -> {
                    pool.deployment = id;
                    return pool;
                });
    }

    /** Completes where the caller is; fails with {@link Crowded}, at once where no place is left. */
    <T> Future<T> run(Place place, Supplier<Future<T>> work) {
        var asked = new Asked<>(place.lane() != Lane.REGULARS, nanoTime.getAsLong(), work);
        Optional<Start> start = Optional.empty();
        Optional<Job> unlucky = Optional.empty();
        synchronized (this) {
            if (place.lane() == Lane.REGULARS) {
                lastRegular = asked.since;
            }
            if (hasThreadFor(place.lane())) {
                start = Optional.of(begin(asked));
            } else {
                unlucky = waiting(place.lane()).add(place.origin(), asked);
            }
        }
        start.ifPresent(Start::go);
        unlucky.ifPresent(Job::refuse);
        return asked.promised.future();
    }

    /** Then nobody waits who might have it. */
    private boolean hasThreadFor(Lane lane) {
        return lane == Lane.REGULARS ? !idle.isEmpty() : othersMayStart() && strangers.size() == 0 && spare.size() == 0;
    }

    /** One thread they always have; more only where another one stays free for a regular. */
    private boolean othersMayStart() {
        return idle.size() > (lent == 0 ? 0 : 1);
    }

    private Start begin(Job job) {
        if (job.isLent()) {
            lent++;
        }
        return new Start(job, idle.remove());
    }

    private synchronized void join(Context context) {
        idle.add(context);
    }

    private void release(Context context, boolean wasLent, long nanos) {
        var rest = Math.min(LONGEST_REST_MILLIS, TimeUnit.NANOSECONDS.toMillis(REST * nanos));
        boolean rests;
        synchronized (this) {
            idle.add(context);
            rests = wasLent && rest > 0 && strangers.size() > 0 && regularsCome();
            lent -= wasLent && !rests ? 1 : 0;
        }
        if (rests) {
            timers.runOnContext(v -> vertx.setTimer(rest, rested -> endRest()));
        }
        goOn();
    }

    private void endRest() {
        synchronized (this) {
            lent--;
        }
        goOn();
    }

    private boolean regularsCome() {
        return nanoTime.getAsLong() - lastRegular < OF_LATE_NANOS;
    }

    private void goOn() {
        var late = new ArrayList<Job>();
        Optional<Start> next;
        synchronized (this) {
            next = idle.isEmpty() ? Optional.empty() : next(late).map(this::begin);
        }
        late.forEach(Job::refuse);
        next.ifPresent(Start::go);
    }

    /** @param late gets those that have waited too long */
    private Optional<Job> next(List<Job> late) {
        var next = take();
        while (next.isPresent() && nanoTime.getAsLong() - next.get().since() > PATIENCE_NANOS) {
            late.add(next.get());
            next = take();
        }
        return next;
    }

    private Optional<Job> take() {
        if (regulars.size() > 0 && (lent > 0 || strangers.size() == 0)) {
            return regulars.poll();
        }
        if (!othersMayStart() || lent >= most) {
            return Optional.empty();
        }
        return strangers.size() > 0 ? strangers.poll() : spare.poll();
    }

    private FairQueue<Job> waiting(Lane lane) {
        return switch (lane) {
            case REGULARS -> regulars;
            case STRANGERS -> strangers;
            case SPARE -> spare;
        };
    }

    /** How many of the threads hash. */
    synchronized int busy() {
        return threads - idle.size();
    }

    /** How many wait for one, in all lanes. */
    synchronized int waiting() {
        return regulars.size() + strangers.size() + spare.size();
    }

    Future<Void> close() {
        return vertx.undeploy(deployment);
    }

    private final class Asked<T> implements Job {
        private final boolean lent;
        private final long since;
        private final Supplier<Future<T>> work;
        private final Promised<T> promised = new Promised<>();

        Asked(boolean lent, long since, Supplier<Future<T>> work) {
            this.lent = lent;
            this.since = since;
            this.work = work;
        }

        @Override
        public boolean isLent() {
            return lent;
        }

        @Override
        public long since() {
            return since;
        }

        @Override
        public void start(Context context) {
            context.runOnContext(v -> {
                long begun = nanoTime.getAsLong();
                Future.succeededFuture().compose(go -> work.get()).onComplete(outcome -> {
                    release(context, lent, nanoTime.getAsLong() - begun);
                    promised.keep(outcome);
                });
            });
        }

        @Override
        public void refuse() {
            promised.keep(Future.failedFuture(new Crowded(WHERE)));
        }
    }
}
