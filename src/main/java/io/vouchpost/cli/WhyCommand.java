package io.vouchpost.cli;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vouchpost.audit.AuditSearch;
import io.vouchpost.audit.Evidence;
import io.vouchpost.config.Settings;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code why}: what stands behind a reply that somebody was given, and what to do about it. */
@Command(name = "why", description = "Explain a refusal, or tell of a message, by the reference in its reply.")
public final class WhyCommand implements Callable<Integer> {
    @Mixin
    private @Nullable ConfigurationOption configuration;

    @Mixin
    private OutputOption output = new OutputOption();

    @Parameters(paramLabel = "REFERENCE", description = "As the reply had it, such as 7QX2M9KDA4T0-3.")
    private String reference = "";

    @Override
    public Integer call() {
        try {
            var settings =
                    Objects.requireNonNull(configuration, "set by picocli").load();
            var found = inFiles(settings);
            if (found.isEmpty() && settings.audit().database().isPresent()) {
                found = OnDatabase.with(
                        settings, opened -> OnDatabase.await(opened.events().why(reference)));
            }
            return found.map(event -> output.say(new Answer(Explained.text(event), event)))
                    .orElseGet(() -> output.fail(nowhere(settings), 1));
        } catch (CommandException e) {
            return output.fail(String.valueOf(e.getMessage()), e.exitCode());
        } catch (UncheckedIOException e) {
            return output.fail("The audit log cannot be read: " + e.getMessage(), 1);
        } catch (Exception e) {
            return output.fail(
                    "It is not in the audit log of this machine, and the database cannot be asked: " + e.getMessage(),
                    1);
        }
    }

    /** First: they are there when the database is away. */
    private Optional<JsonObject> inFiles(Settings settings) {
        var search = new AuditSearch(settings.audit());
        Evidence files = filter -> Future.succeededFuture(search.find(filter));
        return files.why(reference).result();
    }

    private String nowhere(Settings settings) {
        var file = settings.audit().file();
        return "There is no " + Harmless.text(reference) + " in " + file + " or the older ones beside it"
                + (settings.audit().database().isPresent()
                        ? ", nor in the database."
                        : ". With several replicas, each has its own.");
    }
}
