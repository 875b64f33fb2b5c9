package io.vouchpost;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;

/** Each command of ours in a page is one that the program takes: as it stands in a block, or in a row of code in the text. */
class DocumentedCommandsTest {
    /** The start of a command: behind a prompt, a pipe, or a program that runs it for us. */
    private static final Pattern OURS = Pattern.compile(
            "(?:^|[|;(&] *|-- |do |\\$ |# )(?:[A-Z_]+=\\S+ )*(?:java (?:-\\S+ )*-jar \\S*vouchpost\\.jar|vouchpost) +(.*)");

    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|'([^']*)'|([^\\s\"']+)");
    private static final Pattern OPTIONAL = Pattern.compile("\\[([^\\]]*)\\]");
    private static final Pattern CHOICE = Pattern.compile("(?<=\\w)\\\\?\\|\\w\\S*");
    private static final Pattern SPAN = Pattern.compile("`([^`]+)`");

    private final CommandLine program = Main.commandLine();

    private record Shown(Path file, String line, boolean whole) {
        /** What is wrong with it; empty where it is a command. */
        Optional<String> fault(CommandLine commands) {
            var words = words(line);
            if (words.isEmpty() || words.get(0).matches("[A-Z]+")) {
                return Optional.empty();
            }
            try {
                commands.parseArgs(words.toArray(String[]::new));
                return Optional.empty();
            } catch (MissingParameterException e) {
                return whole ? Optional.of(file + ": " + line + ": " + e.getMessage()) : Optional.empty();
            } catch (ParameterException e) {
                return Optional.of(file + ": " + line + ": " + e.getMessage());
            }
        }
    }

    /** As a shell takes it, and without what pages put in and behind: choices, dots, a remark after three blanks. */
    private static List<String> words(String line) {
        var bare = CHOICE.matcher(OPTIONAL.matcher(line).replaceAll("$1"))
                .replaceAll("")
                .replace("…", "");
        var words = new ArrayList<String>();
        var word = WORD.matcher(bare.replaceFirst(" {3}.*", "").replaceFirst(" #.*", ""));
        while (word.find() && !word.group().matches("[|&;]+|[0-9]?[<>].*")) {
            var end = word.group().endsWith(";") || word.group().endsWith(")");
            words.add(Stream.of(1, 2, 3)
                    .map(word::group)
                    .filter(group -> group != null)
                    .findFirst()
                    .map(text -> end ? text.substring(0, text.length() - 1) : text)
                    .orElse(""));
            if (end) {
                break;
            }
        }
        return words;
    }

    private List<Shown> shown() throws IOException {
        var all = new ArrayList<Shown>();
        for (var page : Document.all()) {
            for (var block : page.blocks()) {
                ours(block.text().replace("\\\n", " ").lines().map(String::strip), page.file(), true, all);
            }
            var text = String.join("\n", page.prose());
            ours(SPAN.matcher(text).results().map(span -> span.group(1).replace('\n', ' ')), page.file(), false, all);
        }
        return all;
    }

    private void ours(Stream<String> lines, Path file, boolean whole, List<Shown> all) {
        var commands = program.getSubcommands().keySet();
        lines.forEach(line -> {
            var ours = OURS.matcher(line);
            var first = line.replaceFirst(" .*", "");
            if (ours.find()) {
                all.add(new Shown(file, ours.group(1), whole));
            } else if (!whole && line.contains(" ") && commands.contains(first)) {
                all.add(new Shown(file, line, false));
            }
        });
    }

    @Test
    void areTaken() throws Exception {
        var shown = shown();
        assertThat(shown.stream().flatMap(it -> it.fault(program).stream())).isEmpty();
        assertThat(shown.stream().filter(Shown::whole)).hasSizeGreaterThan(60);
        assertThat(shown).hasSizeGreaterThan(150);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "queue retyr 7QX2M9KDA4T0-3",
                "queue list --rout default",
                "check conf/vouchpost.json",
                "account add",
                "serve --config"
            })
    void aWrongOneIsNoticed(String line) {
        assertThat(new Shown(Path.of("page.md"), line, true).fault(program)).isPresent();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '=',
            value = {
                "account import FILE… [--format dovecot|sasldb|csv] [--json]=account,import,FILE,--format,dovecot,--json",
                "account show 'a b' | jq .=account,show,a b",
                "queue summary   where it waits=queue,summary",
                "why X # then look=why,X"
            })
    void areReadAsAShellDoes(String line, String words) {
        assertThat(words(line)).isEqualTo(List.of(words.split(",")));
    }
}
