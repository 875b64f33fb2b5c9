package io.vouchpost.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to one sink: a bounded queue and a thread of its own, so that a slow sink holds up nobody else. What a sink cannot
 * take now is tried again after growing pauses, while the queue fills; what finds no room in it is dropped and counted, and
 * so is what the sink can never write.
 */
final class Outlet {
    /** Events that wait at most, for each sink. With those under way, the most that an outage can cost the past. */
    static final int ROOM = 16_384;

    private static final Logger LOG = LoggerFactory.getLogger(Outlet.class);
    private static final int BATCH = 256;
    private static final long LOOK_MILLIS = 100;
    private static final long TIDY_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long FIRST_PAUSE_MILLIS = 250;
    private static final long LONGEST_PAUSE_MILLIS = 15_000;
    private static final long MILLIS_TO_FINISH = 5_000;
    private static final long MILLIS_TO_GIVE_UP = 1_000;

    private final Sink sink;
    private final Losses losses;
    private final BlockingQueue<Entry> queue;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread writer;
    /** Taken out of the queue, and neither written nor lost. The writer's. */
    private int underWay;

    private long tidied = System.nanoTime() - TIDY_NANOS;

    Outlet(Sink sink, int room) {
        this.sink = sink;
        this.losses = new Losses(sink.name(), System::nanoTime);
        this.queue = new ArrayBlockingQueue<>(room);
        this.writer = new Thread(this::run, "audit " + sink.name());
        writer.setDaemon(true);
        writer.start();
    }

    void offer(Entry entry) {
        if (!queue.offer(entry)) {
            losses.count(1);
        }
    }

    long dropped() {
        return losses.total();
    }

    /** Nothing is offered any more: what waits is written, for as long as that may take. */
    void beginClosing() {
        closing.countDown();
    }

    /** After {@link #beginClosing}; blocks for some seconds at most. */
    void finish() {
        try {
            writer.join(MILLIS_TO_FINISH);
            if (writer.isAlive()) {
                writer.interrupt();
                writer.join(MILLIS_TO_GIVE_UP);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        losses.count(queue.size());
        losses.tell(true);
        sink.close();
    }

    private void run() {
        var batch = new ArrayList<Entry>(BATCH);
        try {
            while (closing.getCount() > 0 || !queue.isEmpty()) {
                tidy();
                var first = queue.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                if (first != null) {
                    batch.add(first);
                    queue.drainTo(batch, BATCH - 1);
                    underWay = batch.size();
                    write(List.copyOf(batch));
                    batch.clear();
                }
            }
        } catch (InterruptedException stopped) {
            losses.count(underWay);
            Thread.currentThread().interrupt();
        }
    }

    /** Until they are written, or it is time to end. */
    private void write(List<Entry> batch) throws InterruptedException {
        long pause = FIRST_PAUSE_MILLIS;
        for (boolean again = false; ; again = true) {
            try {
                settle(batch.size(), sink.write(batch));
                if (again) {
                    LOG.info("audit: {} works again", sink.name());
                }
                return;
            } catch (InterruptedException stopped) {
                throw stopped;
            } catch (RuntimeException | Error thrown) {
                separately(batch, new Fault(thrown));
                return;
            } catch (Exception problem) {
                if (!again) {
                    LOG.warn("audit: {} does not work, events wait: {}", sink.name(), words(problem));
                }
                if (closing.await(pause, TimeUnit.MILLISECONDS) && again) {
                    settle(batch.size(), batch.size() + queue.size()); // no use in asking it for each batch that waits
                    queue.clear();
                    return;
                }
                losses.tell(false);
                pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
            }
        }
    }

    private static String words(Exception problem) {
        return String.valueOf(problem instanceof Outage ? problem.getMessage() : problem);
    }

    /** What can never be written must not keep the others from it. In halves, as nearly all of them can be. */
    private void separately(List<Entry> batch, Fault fault) throws InterruptedException {
        if (batch.size() == 1) {
            fault.tell(LOG, sink.name());
            settle(1, 1);
            return;
        }
        int middle = batch.size() / 2;
        write(batch.subList(0, middle));
        write(batch.subList(middle, batch.size()));
    }

    private void settle(int entries, int lost) {
        underWay -= entries;
        losses.count(lost);
    }

    private void tidy() throws InterruptedException {
        if (System.nanoTime() - tidied < TIDY_NANOS) {
            return;
        }
        tidied = System.nanoTime();
        losses.tell(false);
        try {
            sink.tidy();
        } catch (InterruptedException stopped) {
            throw stopped;
        } catch (Exception | Error problem) {
            LOG.warn("audit: {} could not be tidied up: {}", sink.name(), problem.toString());
        }
    }
}
