package io.vouchpost.cli;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vouchpost.config.ConfigurationFile;
import io.vouchpost.config.ConfigurationWatch;
import io.vouchpost.config.Settings;
import io.vouchpost.database.DatabaseArrival;
import io.vouchpost.verticle.Gateway;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gateway in this process: follows its configuration file, reads it anew on SIGHUP, and on SIGTERM or Ctrl-C ends in
 * order.
 */
final class Service {
    private static final Logger LOG = LoggerFactory.getLogger(Service.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(10);
    /** A first start unpacks PostgreSQL and makes its files. */
    private static final long SECONDS_TO_START = 180;
    /** Told to stop while it still starts, it does not wait longer than that for the end of it. */
    private static final long SECONDS_TO_START_IN_VAIN = 45;
    /** Beyond notice and grace: more than all steps of the gateway have together, which say in the log what has not ended. */
    private static final Duration TO_CLOSE = Duration.ofSeconds(27);
    /** For the threads. With what is above it is the half minute that whoever ends it has to wait. */
    private static final long SECONDS_TO_END = 3;

    private final Vertx vertx;
    private final Future<Gateway> gateway;
    private final ConfigurationWatch watch;
    /** To stop. */
    private final Promise<Void> told;

    private final CountDownLatch stopped = new CountDownLatch(1);

    private Service(Vertx vertx, Future<Gateway> gateway, ConfigurationWatch watch, Promise<Void> told) {
        this.vertx = vertx;
        this.gateway = gateway;
        this.watch = watch;
        this.told = told;
    }

    /**
     * Starts it, after its database. Blocks until all ports are open.
     *
     * @param vertx made with {@link Gateway#vertx}, and closed here in the end
     * @throws CommandException with what is in the way
     */
    static Service start(Vertx vertx, ConfigurationFile file, Settings settings) {
        try {
            var reloading = new Reloading(file);
            var watch = new ConfigurationWatch(vertx, file, settings, reloading::apply, reloading::hear);
            Promise<Void> told = Promise.promise();
            var gateway = DatabaseArrival.of(vertx, settings.database(), told.future())
                    .compose(there -> Gateway.start(vertx, settings));
            var service = new Service(vertx, gateway, watch, told);
            Runtime.getRuntime().addShutdownHook(new Thread(service::stop, "stop"));
            reloading.begin(gateway);
            HangUp.handle(() -> gateway.onSuccess(started -> watch.reloadNow())); // left to Java, it ends the process
            await(service.gateway, SECONDS_TO_START);
            watch.start(LOOK_EVERY);
            return service;
        } catch (ExecutionException | TimeoutException e) {
            vertx.close();
            var cause = e.getCause() == null ? e : e.getCause();
            throw new CommandException("Cannot start: " + cause.getMessage());
        }
    }

    List<Integer> ports() {
        return gateway.result().ports();
    }

    /** Blocks until the process is told to end. */
    void untilStopped() throws InterruptedException {
        stopped.await();
    }

    /** Told so while it still starts, it first waits for the end of that: what is opened half-way cannot be closed. */
    private void stop() {
        if (gateway.failed()) {
            return; // and has left nothing open
        }
        watch.stop();
        told.tryComplete();
        try {
            stop(await(gateway, SECONDS_TO_START_IN_VAIN));
            await(vertx.close(), SECONDS_TO_END);
            LOG.info("stopped");
        } catch (ExecutionException | TimeoutException e) {
            if (!gateway.failed()) {
                LOG.error("not stopped in order: {}", e.toString());
            }
        } finally {
            stopped.countDown();
        }
    }

    /** The notice and the grace are those of the settings in force now, not of those it started with. */
    private static void stop(Gateway running) throws ExecutionException, TimeoutException {
        var notice = running.notice();
        var grace = running.grace();
        LOG.info(
                "stopping: new connections for {} ms yet, then transactions in progress have {} ms",
                notice.toMillis(),
                grace.toMillis());
        await(running.stop(), notice.plus(grace).plus(TO_CLOSE).toSeconds());
    }

    static <T> T await(Future<T> future, long seconds) throws ExecutionException, TimeoutException {
        try {
            return future.toCompletionStage().toCompletableFuture().get(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ExecutionException(e);
        } catch (TimeoutException e) {
            throw new TimeoutException("not done after " + seconds + " seconds; the log may say what it waits for");
        }
    }
}
