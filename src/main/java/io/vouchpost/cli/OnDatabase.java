package io.vouchpost.cli;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.sqlclient.Pool;
import io.vouchpost.account.AccountException;
import io.vouchpost.account.AccountImport;
import io.vouchpost.account.Accounts;
import io.vouchpost.account.Certificates;
import io.vouchpost.account.DeviceCredentials;
import io.vouchpost.account.SecondFactorSetup;
import io.vouchpost.account.UsageSearch;
import io.vouchpost.config.SaslSettings;
import io.vouchpost.config.Settings;
import io.vouchpost.database.Database;
import io.vouchpost.database.DatabaseException;
import io.vouchpost.guard.FailureStore;
import io.vouchpost.spool.Queue;
import java.time.Clock;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;

/**
 * Runs a command on the database of the configuration, whether the gateway runs or not: an embedded one is joined or
 * started for as long as the command takes.
 */
public final class OnDatabase {
    private static final long PATIENCE_SECONDS = 120;

    @Mixin
    private @Nullable ConfigurationOption configuration;

    @Mixin
    private OutputOption output = new OutputOption();

    /** The database, open for one command. */
    public record Opened(
            SaslSettings sasl,
            Accounts accounts,
            DeviceCredentials devices,
            SecondFactorSetup factors,
            UsageSearch usage,
            FailureStore failures,
            Certificates certificates,
            AccountImport imports,
            Queue queue) {
        private static Opened of(Vertx vertx, Pool pool, SaslSettings sasl) {
            return new Opened(
                    sasl,
                    new Accounts(vertx, pool, sasl),
                    new DeviceCredentials(vertx, pool, sasl),
                    new SecondFactorSetup(pool, sasl),
                    new UsageSearch(pool),
                    new FailureStore(pool),
                    new Certificates(pool),
                    new AccountImport(vertx, pool, sasl),
                    new Queue(pool, Clock.systemUTC()));
        }
    }

    /** With nothing to ask before. */
    int run(Function<Opened, Future<Answer>> body) {
        return run(() -> "", (opened, nothing) -> body.apply(opened));
    }

    /**
     * @param question asked first, before the database is opened; such as for a password, which is closed at the end
     * @return the exit code
     */
    <T> int run(Supplier<T> question, Body<T> body) {
        return run(question, body, PATIENCE_SECONDS);
    }

    /** The same for what may take hours, and has bounds of its own on each step. */
    <T> int runHoweverLong(Supplier<T> question, Body<T> body) {
        return run(question, body, Long.MAX_VALUE);
    }

    private <T> int run(Supplier<T> question, Body<T> body, long patienceSeconds) {
        var asked = configuration;
        if (asked == null) {
            throw new IllegalStateException("set by picocli");
        }
        try {
            var settings = asked.load();
            var answer = question.get();
            try {
                return output.say(open(settings, opened -> body.perform(opened, answer), patienceSeconds));
            } finally {
                if (answer instanceof AutoCloseable closeable) {
                    closeable.close();
                }
            }
        } catch (CommandException e) {
            return output.fail(String.valueOf(e.getMessage()), e.exitCode());
        } catch (AccountException | DatabaseException e) {
            return output.fail(String.valueOf(e.getMessage()), 1);
        } catch (Exception e) {
            return output.fail("The database did not do it: " + e.getMessage(), 1);
        }
    }

    /** What a command does with the database and with what it has asked. */
    interface Body<T> {
        Future<Answer> perform(Opened opened, T asked);
    }

    private static Answer open(Settings settings, Function<Opened, Future<Answer>> body, long patienceSeconds)
            throws Exception {
        var vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(2));
        try {
            var database = await(Database.open(vertx, settings.database()));
            try {
                return await(body.apply(Opened.of(vertx, database.pool(), settings.sasl())), patienceSeconds);
            } finally {
                await(database.close());
            }
        } finally {
            await(vertx.close());
        }
    }

    private static <T> T await(Future<T> future) throws Exception {
        return await(future, PATIENCE_SECONDS);
    }

    private static <T> T await(Future<T> future, long patienceSeconds) throws Exception {
        try {
            return future.toCompletionStage().toCompletableFuture().get(patienceSeconds, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception problem ? problem : e;
        } catch (TimeoutException e) {
            throw new DatabaseException("The database does not answer.", e);
        }
    }
}
