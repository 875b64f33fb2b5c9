package io.vouchpost.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/reload.md says of each key what the schema says. */
class ReloadDocumentTest {
    private static final String BEGIN = "<!-- keys: made from the schema -->\n";
    private static final String END = "<!-- end of keys -->\n";

    @Test
    void theTableIsThatOfTheSchema() throws Exception {
        var made = Path.of("target/reload-keys.md");
        Files.writeString(made, table());

        var document = Files.readString(Path.of("docs/reload.md"));

        assertThat(document.substring(document.indexOf(BEGIN) + BEGIN.length(), document.indexOf(END)))
                .as("copy %s between the marks", made)
                .isEqualTo(table());
    }

    private static String table() {
        return Stream.of(
                        "\n| | at once | after a restart |\n|---|---|---|\n",
                        Stream.concat(SchemaKeys.live().stream(), SchemaKeys.afterRestart().stream())
                                .map(ReloadDocumentTest::part)
                                .distinct()
                                .sorted()
                                .map(part -> "| `%s` | %s | %s |\n"
                                        .formatted(
                                                part,
                                                keys(part, SchemaKeys.live()),
                                                keys(part, SchemaKeys.afterRestart())))
                                .collect(Collectors.joining()),
                        "\n")
                .collect(Collectors.joining());
    }

    private static String keys(String part, List<String> all) {
        return all.stream()
                .filter(key -> part(key).equals(part))
                .map(key -> key.equals(part) ? "all of it" : '`' + key.substring(part.length() + 1) + '`')
                .collect(Collectors.joining(", "));
    }

    private static String part(String key) {
        return key.split("\\.", 2)[0];
    }
}
