package io.vouchpost.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vouchpost.config.AuditExample;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditSearchTest {
    @TempDir
    Path folder;

    private Path file;
    private AuditSearch search;

    @BeforeEach
    void name() {
        file = folder.resolve("audit.log");
        search = new AuditSearch(AuditExample.file(file, 1000, 2));
    }

    private static void write(Path file, String... lines) throws IOException {
        Files.writeString(file, String.join("\n", lines) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private Optional<JsonObject> why(String reference) {
        Evidence evidence = filter -> Future.succeededFuture(search.find(filter));
        return evidence.why(reference).result();
    }

    private static String line(Event event) {
        return EventJson.encode(event).encode();
    }

    @Test
    void nothingIsFoundWhereThereIsNoLog() {
        assertThat(why("S1-1")).isEmpty();
    }

    @Test
    void findsRefusalsAndMessages() throws IOException {
        write(file, line(Events.login()), line(Events.refused("S1-1", "x")), line(Events.submission("S1-2")));
        assertThat(why("S1-1").map(event -> event.getString("event"))).contains("refusal");
        assertThat(why("s1-2").map(event -> event.getString("event"))).contains("submission");
        assertThat(why("S1-3")).isEmpty();
        assertThat(why("S1")).as("the start of one").isEmpty();
        assertThat(why("")).isEmpty();
    }

    @Test
    void anothersReferenceInTheTextIsNotItsOwn() throws IOException {
        write(file, line(Events.refused("S1-9", "S1-1")), line(Events.refused("S1-1", "right")));
        assertThat(why("S1-1").map(event -> event.getString("seen"))).contains("right");
    }

    @Test
    void looksIntoThoseSetAside() throws IOException {
        write(folder.resolve("audit.log.2"), line(Events.refused("S1-1", "old")));
        assertThat(why("S1-1").map(event -> event.getString("seen"))).contains("old");
        write(file, line(Events.refused("S1-1", "new")));
        assertThat(why("S1-1").map(event -> event.getString("seen"))).contains("new");
    }

    @Test
    void passesOverWhatWasCutOff() throws IOException {
        byte[] half = line(Events.refused("S1-1", "ä")).getBytes(StandardCharsets.UTF_8);
        int middle = new String(half, StandardCharsets.ISO_8859_1).indexOf('\u00c3') + 1;
        Files.write(file, Arrays.copyOf(half, middle));
        write(file, "", "[]", "S1-1", line(Events.refused("S1-1", "whole")));
        assertThat(why("S1-1").map(event -> event.getString("seen"))).contains("whole");
    }
}
