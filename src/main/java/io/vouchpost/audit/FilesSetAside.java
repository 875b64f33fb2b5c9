package io.vouchpost.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The files that once were the current one: {@code audit.jsonl.1} is the youngest, a larger number is older. */
record FilesSetAside(List<Aside> oldestFirst) {
    private static final Pattern INDEX = Pattern.compile("\\.([1-9][0-9]{0,8})");

    record Aside(Path path, int index) {}

    static FilesSetAside of(Path file) throws IOException {
        var folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(Path.of("/"));
        if (!Files.isDirectory(folder)) {
            return new FilesSetAside(List.of());
        }
        var name = String.valueOf(file.getFileName());
        try (var all = Files.list(folder)) {
            return new FilesSetAside(all.flatMap(path -> aside(name, path))
                    .sorted(Comparator.comparingInt(Aside::index).reversed())
                    .toList());
        }
    }

    private static Stream<Aside> aside(String name, Path path) {
        var other = String.valueOf(path.getFileName());
        var index = INDEX.matcher(other.startsWith(name) ? other.substring(name.length()) : "");
        return index.matches() ? Stream.of(new Aside(path, Integer.parseInt(index.group(1)))) : Stream.empty();
    }
}
