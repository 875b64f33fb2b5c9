package io.vouchpost.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileFollowerTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("audit.jsonl");
    }

    private void append(String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private void event(String message) throws IOException {
        append(EventJson.encode(Events.submission(message)).encode() + "\n");
    }

    private void setAside() throws IOException {
        for (int i = 3; i > 0; i--) {
            var younger = folder.resolve("audit.jsonl." + i);
            if (Files.exists(younger)) {
                Files.move(younger, folder.resolve("audit.jsonl." + (i + 1)));
            }
        }
        Files.move(file, folder.resolve("audit.jsonl.1"));
    }

    private static List<String> poll(FileFollower follower) throws IOException {
        return follower.poll().stream().map(event -> event.getString("message")).toList();
    }

    @Test
    void tellsWhatComesAndNotWhatWasThere() throws IOException {
        event("OLD");
        try (var follower = new FileFollower(file)) {
            assertThat(poll(follower)).isEmpty();
            event("A");
            event("B");
            assertThat(poll(follower)).containsExactly("A", "B");
            var line = EventJson.encode(Events.submission("Cé")).encode() + "\n";
            append(line.substring(0, 50));
            assertThat(poll(follower)).as("half a line").isEmpty();
            append(line.substring(50));
            assertThat(poll(follower)).containsExactly("Cé");
        }
    }

    @Test
    void losesNothingWhenTheFileIsSetAsideOnceOrMoreOften() throws IOException {
        event("OLD");
        try (var follower = new FileFollower(file)) {
            event("A");
            setAside();
            assertThat(poll(follower)).as("there is no current one just now").containsExactly("A");
            event("B");
            setAside();
            event("C");
            setAside();
            event("D");
            assertThat(poll(follower)).containsExactly("B", "C", "D");
            event("E");
            assertThat(poll(follower)).containsExactly("E");
        }
    }

    @Test
    void beginsWhereThereIsNoFileYet() throws IOException {
        try (var follower = new FileFollower(file)) {
            assertThat(poll(follower)).isEmpty();
            event("A");
            assertThat(poll(follower)).containsExactly("A");
        }
    }
}
