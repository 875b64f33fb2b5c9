package io.vouchpost.cli;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vouchpost.config.GuardSettings;
import io.vouchpost.database.Database;
import io.vouchpost.database.DatabaseException;
import io.vouchpost.simulation.Findings;
import io.vouchpost.simulation.LogReader;
import io.vouchpost.simulation.Simulation;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code guard simulate}: what another configuration would have made of what an audit log tells. */
@Command(
        name = "simulate",
        description =
                "Replay audit logs against another configuration, and list what would change. Nothing of the gateway's"
                        + " own is touched: it happens on a database that is made for it and thrown away.")
public final class SimulateCommand implements Callable<Integer> {
    private static final String STANDARD_INPUT = "-";
    private static final long PATIENCE_SECONDS = 120;

    @Mixin
    private @Nullable ConfigurationOption configuration;

    @Mixin
    private OutputOption output = new OutputOption();

    @Spec
    private @Nullable CommandSpec command;

    @Parameters(
            paramLabel = "FILE",
            arity = "1..*",
            description = "Audit logs, the oldest first; - is the standard input.")
    private List<String> files = new ArrayList<>();

    @Option(names = "--verbose", description = "List each difference, and not only how many there are.")
    private boolean verbose;

    @Override
    public Integer call() {
        try {
            var settings =
                    Objects.requireNonNull(configuration, "set by picocli").load();
            files.forEach(SimulateCommand::requireReadable);
            return output.say(new SimulationAnswer(verbose).of(simulate(settings.guard())));
        } catch (CommandException e) {
            return output.fail(String.valueOf(e.getMessage()), e.exitCode());
        } catch (DatabaseException e) {
            return output.fail(String.valueOf(e.getMessage()), 1);
        } catch (IOException | UncheckedIOException e) {
            return output.fail("The log cannot be read: " + e.getMessage(), 1);
        } catch (ExecutionException | InterruptedException | TimeoutException | IllegalStateException e) {
            return output.fail("The simulation has failed: " + e.getMessage(), 1);
        }
    }

    private static void requireReadable(String file) {
        if (!file.equals(STANDARD_INPUT) && (!Files.isReadable(Path.of(file)) || Files.isDirectory(Path.of(file)))) {
            throw new CommandException("There is no file " + file + " that can be read.");
        }
    }

    private Findings simulate(GuardSettings settings)
            throws IOException, ExecutionException, InterruptedException, TimeoutException {
        var directory = Files.createTempDirectory("vouchpost-simulation");
        var vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(2));
        try {
            var database = await(Database.openThrowaway(vertx, directory));
            try {
                return on(vertx, database, settings);
            } finally {
                await(database.close());
            }
        } finally {
            await(vertx.close());
            remove(directory);
        }
    }

    private Findings on(Vertx vertx, Database database, GuardSettings settings) throws IOException {
        try (var simulation = new Simulation(vertx, database, settings)) {
            return read(simulation);
        }
    }

    private Findings read(Simulation simulation) throws IOException {
        var error =
                Objects.requireNonNull(command, "set by picocli").commandLine().getErr();
        for (var file : files.subList(0, files.size() - 1)) {
            read(simulation, file, new FileProgress(error, "Simulation"));
        }
        return read(simulation, files.get(files.size() - 1), new FileProgress(error, "Simulation"));
    }

    private static Findings read(Simulation simulation, String file, FileProgress progress) throws IOException {
        try (progress;
                var input = open(file)) {
            progress.start(file.equals(STANDARD_INPUT) ? 0 : Files.size(Path.of(file)));
            return simulation.run(new LogReader(input), (octets, time) -> progress.at(octets, time.toString()));
        }
    }

    private static InputStream open(String file) throws IOException {
        return new BufferedInputStream(file.equals(STANDARD_INPUT) ? System.in : Files.newInputStream(Path.of(file)));
    }

    private static <T> T await(Future<T> future) throws ExecutionException, InterruptedException, TimeoutException {
        try {
            return future.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof DatabaseException problem) {
                throw problem;
            }
            throw e;
        }
    }

    private static void remove(Path directory) throws IOException {
        try (var all = Files.walk(directory)) {
            for (var each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
