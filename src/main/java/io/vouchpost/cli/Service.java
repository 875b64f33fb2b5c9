package io.vouchpost.cli;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vouchpost.config.ConfigurationFile;
import io.vouchpost.config.ConfigurationWatch;
import io.vouchpost.config.Reload;
import io.vouchpost.config.Settings;
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
    /** Beyond the grace: for the database to close. */
    private static final Duration TO_CLOSE = Duration.ofSeconds(15);

    private final Vertx vertx;
    private final Future<Gateway> gateway;
    private final Duration grace;
    private final CountDownLatch stopped = new CountDownLatch(1);

    private Service(Vertx vertx, Future<Gateway> gateway, Duration grace) {
        this.vertx = vertx;
        this.gateway = gateway;
        this.grace = grace;
    }

    /**
     * Starts it. Blocks until all ports are open.
     *
     * @param vertx made with {@link Gateway#options}, and closed here in the end
     * @throws CommandException with what is in the way
     */
    static Service start(Vertx vertx, ConfigurationFile file, Settings settings) {
        try {
            var reloading = new Reloading();
            var watch = new ConfigurationWatch(vertx, file, settings, reloading::hear);
            var service = new Service(
                    vertx, Gateway.start(vertx, settings), settings.limits().grace());
            Runtime.getRuntime().addShutdownHook(new Thread(service::stop, "stop"));
            reloading.begin(await(service.gateway, SECONDS_TO_START));
            HangUp.handle(watch::reloadNow);
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
        LOG.info("stopping: no new connections, transactions in progress have {} s", grace.toSeconds());
        try {
            await(gateway.compose(Gateway::stop), grace.plus(TO_CLOSE).toSeconds());
            await(vertx.close(), TO_CLOSE.toSeconds());
            LOG.info("stopped");
        } catch (ExecutionException | TimeoutException e) {
            LOG.error("not stopped in order: {}", e.toString());
        } finally {
            stopped.countDown();
        }
    }

    static <T> T await(Future<T> future, long seconds) throws ExecutionException, TimeoutException {
        try {
            return future.toCompletionStage().toCompletableFuture().get(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ExecutionException(e);
        }
    }

    /** What becomes of a changed configuration file. */
    private static final class Reloading {
        private volatile Future<Gateway> gateway = Future.failedFuture("still starting");

        void begin(Gateway started) {
            gateway = Future.succeededFuture(started);
        }

        void hear(Reload reload) {
            if (reload instanceof Reload.Changed changed) {
                var change = changed.change();
                gateway.compose(running -> running.apply(change))
                        .onSuccess(v -> LOG.info("configuration read anew, in force now: {}", change.live()))
                        .onFailure(fault -> LOG.error("the old configuration stays: {}", fault.getMessage()));
                if (!change.afterRestart().isEmpty()) {
                    LOG.warn("in force after a restart only: {}", change.afterRestart());
                }
            } else if (reload instanceof Reload.Refused refused) {
                refused.problems().forEach(problem -> LOG.error("the old configuration stays: {}", problem));
            } else {
                LOG.info("configuration as it runs");
            }
        }
    }
}
