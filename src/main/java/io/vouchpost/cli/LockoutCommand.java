package io.vouchpost.cli;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vouchpost.guard.FailureStore;
import io.vouchpost.guard.Lockout;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code lockout …}: who has to wait after too many failed log-ins, and letting them in again. */
@Command(name = "lockout", description = "Who is locked out after too many failed log-ins.")
public final class LockoutCommand {
    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli reads it
    private HelpOption help = new HelpOption();

    @Command(description = "All that are locked out now.")
    int list(@Mixin OnDatabase database) {
        return database.run(
                opened -> opened.failures().active(Clock.systemUTC().instant()).map(LockoutCommand::table));
    }

    @Command(description = "End a lockout and forget the failures that led to it.")
    int clear(
            @Mixin OnDatabase database,
            @Parameters(paramLabel = "KEY", description = "As listed, or just the name or the address in it.")
                    String key) {
        return database.run(opened -> clear(opened.failures(), key));
    }

    private static Future<Answer> clear(FailureStore failures, String key) {
        var cleared = Lockout.keys(key).stream().map(failures::clear).toList();
        return Future.all(cleared)
                .map(all -> all.<Boolean>list().contains(true))
                .compose(some -> some
                        ? Future.succeededFuture(
                                new Answer("Cleared " + key + ".", new JsonObject().put("cleared", key)))
                        : Future.failedFuture(
                                new CommandException("There are no failed log-ins of " + key + " to clear.")));
    }

    private static Answer table(List<Lockout> lockouts) {
        var all = new JsonArray();
        var table = new Table("KEY", "FAILURES", "UNTIL");
        for (var lockout : lockouts) {
            var until = lockout.until().truncatedTo(ChronoUnit.SECONDS).toString();
            all.add(new JsonObject()
                    .put("key", lockout.key())
                    .put("failures", lockout.failures())
                    .put("until", until));
            table.row(lockout.key(), Integer.toString(lockout.failures()), until);
        }
        return new Answer(lockouts.isEmpty() ? "Nobody is locked out." : table.toString(), all);
    }
}
