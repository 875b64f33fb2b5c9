package io.vouchpost.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Names in the JSON are those that docs/probe.md promises. */
class ProbeDocumentTest {
    private static final Pattern NAME = Pattern.compile("`([a-zA-Z]+)`");

    private static String document() throws Exception {
        return Files.readString(Path.of("docs/probe.md"));
    }

    private static Set<String> names(String text) {
        var names = new TreeSet<String>();
        NAME.matcher(text).results().forEach(match -> names.add(match.group(1)));
        return names;
    }

    @ParameterizedTest
    @EnumSource
    void everyStepIsExplained(Step step) throws Exception {
        assertThat(document()).containsPattern("(?m)^\\| .*`" + step.word() + "`.* \\|");
    }

    @ParameterizedTest
    @EnumSource
    void everyOutcomeAndStrengthIsNamed(Outcome outcome) throws Exception {
        assertThat(names(document())).contains(outcome.word());
        assertThat(names(document()))
                .containsAll(Stream.of(Strength.values()).map(Strength::word).toList());
    }

    /** Read out of the source: what no test happens to see counts too. */
    @Test
    void everyDetailIsNamed() throws Exception {
        var used = new TreeSet<String>();
        try (var files = Files.list(Path.of("src/main/java/io/vouchpost/probe"))) {
            for (var file : files.toList()) {
                var text = Files.readString(file);
                Pattern.compile("(?s)Map\\.of\\(.*?\\);")
                        .matcher(text)
                        .results()
                        .forEach(call -> Pattern.compile("\"([a-z][a-zA-Z]*)\",")
                                .matcher(call.group())
                                .results()
                                .forEach(name -> used.add(name.group(1))));
            }
        }
        assertThat(used).contains("secondsLeft", "queueId", "exchangers");
        assertThat(names(document())).containsAll(used);
    }
}
