package io.vouchpost.cli;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vouchpost.config.DatabaseSettings;
import io.vouchpost.database.Database;
import io.vouchpost.guard.Findings;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the database says to a configuration: whether it can be used at all, and what gateways that run by it have found of late.
 * Where it does not answer soon there is nothing to tell: a configuration can be checked anywhere, and no database is started for it.
 */
final class KnownFindings {
    private static final Logger LOG = LoggerFactory.getLogger(KnownFindings.class);
    private static final Duration LATE = Duration.ofDays(1);
    private static final long PATIENCE_SECONDS = 4;

    private KnownFindings() {}

    /**
     * As sentences. Blocks for seconds at most.
     *
     * @throws UnusableDatabase where it answers, and cannot be used
     */
    static List<String> of(DatabaseSettings settings) throws UnusableDatabase {
        var vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1));
        try {
            var database = Database.visit(vertx, settings);
            return database.isEmpty() ? List.of() : ask(database.get());
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
            LOG.debug("findings are not to be had: {}", e.toString());
            return List.of();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return List.of();
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    private static List<String> ask(Database database)
            throws ExecutionException, InterruptedException, TimeoutException, UnusableDatabase {
        var objection = answer(database.objection());
        if (objection.isPresent()) {
            throw new UnusableDatabase(objection.get());
        }
        return answer(new Findings(database.pool())
                        .since(Clock.systemUTC().instant().minus(LATE)))
                .stream()
                .map(finding ->
                        finding.detail() + " (last seen " + finding.seen().truncatedTo(ChronoUnit.SECONDS) + ")")
                .toList();
    }

    private static <T> T answer(Future<T> asked) throws ExecutionException, InterruptedException, TimeoutException {
        return asked.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** The sentence says why. */
    static final class UnusableDatabase extends Exception {
        private static final long serialVersionUID = 1;

        UnusableDatabase(String sentence) {
            super(sentence);
        }
    }
}
