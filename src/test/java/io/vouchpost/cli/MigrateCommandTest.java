package io.vouchpost.cli;

import static io.vouchpost.database.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vouchpost.config.DatabaseSettings;
import io.vouchpost.database.Database;
import io.vouchpost.database.DatabaseException;
import io.vouchpost.database.TestDatabase;
import io.vouchpost.secret.Secret;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

/** {@code migrate}, and a gateway that leaves it to that: {@code database.migrate} false. */
@Timeout(120)
class MigrateCommandTest {
    private final Vertx vertx = Vertx.vertx();
    private final DatabaseSettings.External self = (DatabaseSettings.External) TestDatabase.fresh();
    private final DatabaseSettings.External leavesIt =
            new DatabaseSettings.External(self.uri(), self.password(), self.connections(), false);
    private final int steps = steps();

    @AfterEach
    void close() {
        await(vertx.close());
    }

    private static int steps() {
        try (var files = Files.list(Path.of("src/main/resources/db/migration"))) {
            return (int) files.count();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** How it ended, and what it said. */
    private record Ended(int code, String out, String err) {}

    private static Ended run(DatabaseSettings settings, String... options) {
        var out = new StringWriter();
        var err = new StringWriter();
        var line = new CommandLine(new VouchpostCommand(), new CommandFactory(file -> TestSettings.with(settings)));
        line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        var arguments = new String[options.length + 1];
        arguments[0] = "migrate";
        System.arraycopy(options, 0, arguments, 1, options.length);
        return new Ended(line.execute(arguments), out.toString(), err.toString());
    }

    private void open(DatabaseSettings settings) {
        await(await(Database.open(vertx, settings)).close());
    }

    @Test
    void itMakesWhatIsMissingAndAGatewayThatLeavesItToThatStartsOnlyThen() {
        assertThatThrownBy(() -> open(leavesIt))
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining("is at schema version 0, and this program needs " + steps)
                .hasMessageContaining("vouchpost migrate");

        assertThat(run(leavesIt)).satisfies(first -> {
            assertThat(first.code()).isZero();
            assertThat(first.out())
                    .isEqualTo(
                            "The database is now at schema version %d; steps applied: %d.%n".formatted(steps, steps));
        });
        open(leavesIt);

        var second = run(leavesIt, "--json");
        assertThat(second.code()).isZero();
        assertThat(new JsonObject(second.out()))
                .isEqualTo(JsonObject.of("version", Integer.toString(steps), "applied", 0));
    }

    @Test
    void aSchemaThatLacksTheLastStepIsTooOld() {
        open(self);
        sql("DELETE FROM flyway_schema_history WHERE version = '" + steps + "'");

        assertThatThrownBy(() -> open(leavesIt))
                .hasMessageContaining("is at schema version " + (steps - 1) + ", and this program needs " + steps);
    }

    @Test
    void aSchemaOfALaterVersionServesTheProgramOfTodayToo() {
        open(self);
        sql("""
            INSERT INTO flyway_schema_history
              (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)
            VALUES (900, '900', 'of tomorrow', 'SQL', 'V900__of_tomorrow.sql', 1, 'vouchpost', 1, true)""");

        open(leavesIt);
        open(self);
        assertThat(run(leavesIt).out()).contains("is at schema version 900; nothing was to be done");
    }

    @Test
    void manyAtATimeApplyEachStepOnce() throws Exception {
        int many = 4;
        var barrier = new CyclicBarrier(many);
        var threads = Executors.newFixedThreadPool(many);
        try {
            Callable<Ended> migration = () -> {
                barrier.await();
                return run(leavesIt, "--json");
            };
            List<Future<Ended>> all = IntStream.range(0, many)
                    .mapToObj(i -> threads.submit(migration))
                    .toList();
            int applied = 0;
            for (var one : all) {
                assertThat(one.get().code()).as(one.get().toString()).isZero();
                applied += new JsonObject(one.get().out()).getInteger("applied");
            }
            assertThat(applied).isEqualTo(steps);
        } finally {
            threads.shutdownNow();
        }
        open(leavesIt);
    }

    @Test
    void aDatabaseThatIsAwayIsTold() {
        var away = new DatabaseSettings.External(
                "postgresql://vouchpost@127.0.0.1:1/vouchpost", Optional.of(Secret.ofText("secret")), 1, false);
        assertThat(run(away)).satisfies(ended -> {
            assertThat(ended.code()).isEqualTo(1);
            assertThat(ended.err()).contains("127.0.0.1:1").doesNotContain("\tat ", "secret");
        });
        assertThatThrownBy(() -> open(away)).hasMessageContaining("The database at 127.0.0.1:1 cannot be looked at");
    }

    private void sql(String statement) {
        var database = await(Database.open(vertx, self));
        await(database.pool().query(statement).execute());
        await(database.close());
    }
}
