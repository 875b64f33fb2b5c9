package io.vouchpost.cli;

import io.vertx.core.json.JsonObject;
import io.vouchpost.audit.AuditSearch;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code why}: what stands behind a reply that somebody was given, and what to do about it. */
@Command(name = "why", description = "Explain a refusal, or tell of a message, by the reference in its reply.")
public final class WhyCommand implements Callable<Integer> {
    private static final List<String> FIRST = List.of("reply", "rule", "seen", "remedy");

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
            return new AuditSearch(settings.audit())
                    .byReference(reference.replaceAll("[()<>\\s]", ""))
                    .map(event -> output.say(new Answer(text(event), event)))
                    .orElseGet(() -> output.fail(
                            "There is no " + reference + " in "
                                    + settings.audit().file()
                                    + " or the older ones beside it. With several replicas, each has its own.",
                            1));
        } catch (CommandException e) {
            return output.fail(String.valueOf(e.getMessage()), e.exitCode());
        } catch (UncheckedIOException e) {
            return output.fail("The audit log cannot be read: " + e.getMessage(), 1);
        }
    }

    /** The answer first, the circumstances after it. */
    private static String text(JsonObject event) {
        var rest = event.fieldNames().stream().filter(name -> !FIRST.contains(name));
        var found = Stream.concat(FIRST.stream().filter(event::containsKey), rest)
                .map(name -> line(name, String.valueOf(event.getValue(name))));
        return Stream.concat(found, more(event).stream()).collect(Collectors.joining("\n"));
    }

    /** The log ends where a message was accepted. */
    private static Optional<String> more(JsonObject event) {
        return Optional.ofNullable(event.getString("message"))
                .map(message -> line("more", "vouchpost queue show " + message + " if it went into the spool"));
    }

    private static String line(String name, String value) {
        return String.format(Locale.ROOT, "%-10s %s", name, Harmless.text(value));
    }
}
