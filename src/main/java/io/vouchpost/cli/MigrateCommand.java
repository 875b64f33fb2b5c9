package io.vouchpost.cli;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import io.vouchpost.database.Database;
import io.vouchpost.database.DatabaseException;
import io.vouchpost.database.Migrated;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * {@code migrate}: the database's tables as this version wants them. For upgrades in which the gateways do not do so
 * themselves ({@code database.migrate} is false). Run twice, or by two at a time, it does no harm.
 */
@Command(
        name = "migrate",
        description =
                "Bring the database's tables up to date, and end. Gateways of the version before go on next to it.")
public final class MigrateCommand implements Callable<Integer> {
    /** Vert.x warns of workers that work for a minute, which a migration may. */
    private static final int LONGEST_HOURS = 2;

    @Mixin
    private @Nullable ConfigurationOption configuration;

    @Mixin
    private OutputOption output = new OutputOption();

    @Override
    public Integer call() throws InterruptedException {
        var vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setMaxWorkerExecuteTimeUnit(TimeUnit.HOURS)
                .setMaxWorkerExecuteTime(LONGEST_HOURS));
        try {
            var settings =
                    Objects.requireNonNull(configuration, "set by picocli").load();
            var migrated = Database.migrate(vertx, settings.database())
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get();
            return output.say(told(migrated));
        } catch (CommandException e) {
            return output.fail(String.valueOf(e.getMessage()), e.exitCode());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof DatabaseException problem) {
                return output.fail(String.valueOf(problem.getMessage()), 1);
            }
            throw new IllegalStateException(e);
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    private static Answer told(Migrated migrated) {
        var text = migrated.steps() == 0
                ? "The database is at schema version " + migrated.version() + "; nothing was to be done."
                : "The database is now at schema version " + migrated.version() + "; steps applied: " + migrated.steps()
                        + ".";
        return new Answer(
                text, new JsonObject().put("version", migrated.version()).put("applied", migrated.steps()));
    }
}
