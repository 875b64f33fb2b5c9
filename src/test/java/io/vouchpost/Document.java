package io.vouchpost;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A page of this repository in Markdown, taken apart: what is prose, and what is shown as it is typed or answered. */
public final class Document {
    private static final Pattern FENCE = Pattern.compile("\\s*```(\\w*)\\s*");
    private static final String INDENT = "    ";

    private final Path file;
    private final List<String> prose = new ArrayList<>();
    private final List<Block> blocks = new ArrayList<>();

    /**
     * Lines that stand apart.
     *
     * @param language what the fence says, such as {@code json}; empty where it says nothing or the block is indented
     */
    public record Block(Path file, String language, List<String> lines) {
        public String text() {
            return String.join("\n", lines);
        }
    }

    private Document(Path file) throws IOException {
        this.file = file;
        takeApart(Files.readAllLines(file));
    }

    static Document read(Path file) throws IOException {
        return new Document(file);
    }

    /** All pages that people read: those at the top, and those in docs. */
    public static List<Document> all() throws IOException {
        try (var top = Files.list(Path.of(""));
                var docs = Files.walk(Path.of("docs"))) {
            var pages = Stream.concat(top, docs)
                    .filter(path -> path.toString().endsWith(".md"))
                    .sorted()
                    .toList();
            var all = new ArrayList<Document>();
            for (var page : pages) {
                all.add(read(page));
            }
            return all;
        }
    }

    public Path file() {
        return file;
    }

    /** Lines outside of blocks. */
    List<String> prose() {
        return List.copyOf(prose);
    }

    public List<Block> blocks() {
        return List.copyOf(blocks);
    }

    private void takeApart(List<String> lines) {
        boolean mayIndent = true; // an indented block begins behind an empty line
        for (int i = 0; i < lines.size(); ) {
            var fence = FENCE.matcher(lines.get(i));
            int end = i + 1;
            if (fence.matches()) {
                while (end < lines.size() && !lines.get(end).strip().equals("```")) {
                    end++;
                }
                blocks.add(new Block(file, fence.group(1), List.copyOf(lines.subList(i + 1, end))));
                end++;
                mayIndent = true;
            } else if (mayIndent && lines.get(i).startsWith(INDENT)) {
                while (end < lines.size()
                        && (lines.get(end).startsWith(INDENT) || lines.get(end).isBlank())) {
                    end++;
                }
                var block = lines.subList(i, end).stream().map(Document::unindented);
                blocks.add(new Block(file, "", block.toList()));
            } else {
                prose.add(lines.get(i));
                mayIndent = lines.get(i).isBlank();
            }
            i = end;
        }
    }

    private static String unindented(String line) {
        return line.startsWith(INDENT) ? line.substring(INDENT.length()) : line.strip();
    }
}
