package io.vouchpost.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what is wrong, so that the operator sees all of it at once. */
final class Problems {
    private final List<Problem> found = new ArrayList<>();

    void add(String pointer, String message) {
        found.add(new Problem(pointer, message));
    }

    /** Is something wrong with the value that stands exactly here? */
    boolean at(String pointer) {
        return found.stream().anyMatch(problem -> problem.pointer().equals(pointer));
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    /** Each once, neighbours in the file together. */
    List<Problem> inOrder() {
        return found.stream()
                .distinct()
                .sorted(Comparator.comparing(Problem::pointer))
                .toList();
    }
}
