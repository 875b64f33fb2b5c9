package io.vouchpost.cli;

import io.vertx.core.json.JsonObject;
import io.vouchpost.config.Settings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import picocli.CommandLine;

/** What came of one run of {@code vouchpost probe}. */
public record Probed(int exitCode, String said) {

    /** Without a configuration. */
    public static Probed run(String... arguments) {
        return run(
                () -> {
                    throw new AssertionError("a configuration was read that nobody named");
                },
                arguments);
    }

    public static Probed run(Supplier<Settings> settings, String... arguments) {
        var out = new StringWriter();
        var line = new CommandLine(new VouchpostCommand(), new CommandFactory(file -> settings.get()))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(out));
        var all = Stream.concat(Stream.of("probe"), Stream.of(arguments)).toArray(String[]::new);
        int code = line.execute(all);
        return new Probed(code, out.toString());
    }

    /** With {@code --json}. */
    public JsonObject json() {
        return new JsonObject(said);
    }

    /** With {@code --json}: of all sections. */
    public List<JsonObject> findings(String step) {
        return objects(json(), "sections")
                .flatMap(section -> objects(section, "findings"))
                .filter(finding -> finding.getString("step").equals(step))
                .toList();
    }

    private static Stream<JsonObject> objects(JsonObject json, String name) {
        var array = json.getJsonArray(name);
        return IntStream.range(0, array.size()).mapToObj(array::getJsonObject);
    }

    /** Such as {@code failed: it is self-signed …}, each. */
    public List<String> of(String step) {
        return findings(step).stream()
                .map(finding -> finding.getString("outcome") + ": " + finding.getString("said"))
                .toList();
    }

    /** The steps that came to this outcome, each once, in their order. */
    public List<String> steps(String outcome) {
        return objects(json(), "sections")
                .flatMap(section -> objects(section, "findings"))
                .filter(finding -> finding.getString("outcome").equals(outcome))
                .map(finding -> finding.getString("step"))
                .distinct()
                .toList();
    }
}
