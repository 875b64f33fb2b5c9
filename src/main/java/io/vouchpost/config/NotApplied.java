package io.vouchpost.config;

import java.util.List;
import java.util.stream.Collectors;

/** New settings could not be put in force, though the file is sound by itself; all stays as it was. */
public final class NotApplied extends Exception {
    private static final long serialVersionUID = 1;

    private final transient List<Problem> problems;

    /**
     * @param problems everything that is in the way
     */
    public NotApplied(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("; ")));
        this.problems = List.copyOf(problems);
    }

    public List<Problem> problems() {
        return problems;
    }
}
