package io.vouchpost.cli;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.sqlclient.Pool;
import io.vouchpost.account.Account;
import io.vouchpost.account.AccountException;
import io.vouchpost.account.AccountImport;
import io.vouchpost.account.Accounts;
import io.vouchpost.account.Certificates;
import io.vouchpost.account.DeviceCredentials;
import io.vouchpost.account.Roles;
import io.vouchpost.account.SecondFactorSetup;
import io.vouchpost.account.UsageSearch;
import io.vouchpost.audit.Evidence;
import io.vouchpost.audit.TableSearch;
import io.vouchpost.config.PolicySettings;
import io.vouchpost.config.SaslSettings;
import io.vouchpost.config.Settings;
import io.vouchpost.database.Database;
import io.vouchpost.database.DatabaseException;
import io.vouchpost.guard.BreakerStore;
import io.vouchpost.guard.LockoutRegister;
import io.vouchpost.spool.Queue;
import io.vouchpost.spool.Withheld;
import java.time.Clock;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
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
            PolicySettings policy,
            Accounts accounts,
            Roles roles,
            DeviceCredentials devices,
            SecondFactorSetup factors,
            UsageSearch usage,
            LockoutRegister lockouts,
            BreakerStore breakers,
            Withheld withheld,
            Certificates certificates,
            AccountImport imports,
            Queue queue,
            Evidence events) {
        private static Opened of(Vertx vertx, Pool pool, Settings settings) {
            var sasl = settings.sasl();
            return new Opened(
                    sasl,
                    settings.policy(),
                    new Accounts(vertx, pool, sasl),
                    new Roles(pool),
                    new DeviceCredentials(vertx, pool, sasl),
                    new SecondFactorSetup(pool, sasl),
                    new UsageSearch(pool),
                    new LockoutRegister(pool),
                    new BreakerStore(pool),
                    new Withheld(pool, Clock.systemUTC()),
                    new Certificates(pool),
                    new AccountImport(vertx, pool, sasl),
                    new Queue(pool, Clock.systemUTC()),
                    new TableSearch(pool));
        }

        /** By its name; fails where there is none. */
        Future<Account> account(String name) {
            return accounts.find(name).compose(found -> found.map(Future::succeededFuture)
                    .orElseGet(() ->
                            Future.failedFuture(new CommandException("There is no account named " + name + "."))));
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

    /** Where the answer is a yes or a no. */
    <T> int runForVerdict(Supplier<T> question, BiFunction<Opened, T, Future<Verdict>> body) {
        var negative = new AtomicBoolean();
        int code = run(question, (opened, asked) -> body.apply(opened, asked).map(verdict -> {
            negative.set(!verdict.positive());
            return verdict.answer();
        }));
        return code == 0 && negative.get() ? 1 : code;
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
        return with(settings, opened -> await(body.apply(opened), patienceSeconds));
    }

    /** What a command does that goes on by itself, and blocks. */
    interface Work<T> {
        T perform(Opened opened) throws Exception;
    }

    /** Opens the database for as long as the work takes. */
    static <T> T with(Settings settings, Work<T> work) throws Exception {
        var vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(2));
        try {
            var database = await(Database.open(vertx, settings.database()));
            try {
                return work.perform(Opened.of(vertx, database.pool(), settings));
            } finally {
                await(database.close());
            }
        } finally {
            await(vertx.close());
        }
    }

    static <T> T await(Future<T> future) throws Exception {
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
