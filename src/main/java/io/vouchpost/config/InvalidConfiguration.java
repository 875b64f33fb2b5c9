package io.vouchpost.config;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** The configuration file cannot be used as it is; everything that is wrong with it, at once. */
public final class InvalidConfiguration extends Exception {
    private static final long serialVersionUID = 1;

    private final transient List<Problem> problems;

    InvalidConfiguration(Path file, List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n", file + ":\n", "")));
        this.problems = List.copyOf(problems);
    }

    /** In the order of their pointers; never empty. */
    public List<Problem> problems() {
        return problems;
    }
}
