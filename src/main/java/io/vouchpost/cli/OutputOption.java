package io.vouchpost.cli;

import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code --json} and {@code --help}; says what came of a command, and gives its exit code. */
public final class OutputOption {
    @Option(names = "--json", description = "Answer in JSON.")
    private boolean json;

    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli reads it
    private HelpOption help = new HelpOption();

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    public int say(Answer answer) {
        var out = commandSpec().commandLine().getOut();
        out.println(json ? Json.encodePrettily(answer.json()) : answer.text());
        out.flush();
        return 0;
    }

    /** Whether a program reads it. */
    boolean json() {
        return json;
    }

    /** A line of an answer that has many, or has no end; false when nobody reads it any more. */
    boolean line(String line) {
        var out = commandSpec().commandLine().getOut();
        out.println(line);
        return !out.checkError();
    }

    /**
     * @param exitCode 1 for a problem, 2 for a wrong use
     */
    public int fail(String message, int exitCode) {
        var line = commandSpec().commandLine();
        if (json) {
            line.getOut().println(new JsonObject().put("error", message).encodePrettily());
            line.getOut().flush();
        } else {
            line.getErr().println(message);
            line.getErr().flush();
        }
        return exitCode;
    }

    private CommandSpec commandSpec() {
        return Objects.requireNonNull(command, "set by picocli");
    }
}
