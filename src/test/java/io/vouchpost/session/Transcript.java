package io.vouchpost.session;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A conversation in a file.
 *
 * <pre>
 * # a comment
 * # tls: implicit        starts with TLS up
 * # errors: 8            limits.errors, where it matters
 * # idle-commands: 9     limits.idleCommands
 * # greeting-delay: 1    limits.greetingDelay, in seconds; a client that speaks first then does so before the greeting
 * # in one go            means something else when octets come one at a time
 * C: a line of the client, CRLF added; neighbouring ones are sent in one go
 * R: raw octets of the client with \r \n \0 \\ \xHH, nothing added
 * S: a line of the server; * stands for anything
 * T: the TLS handshake happens here
 * X: the server closes the connection
 * </pre>
 */
public record Transcript(
        String name,
        boolean implicitTls,
        boolean inOneGo,
        int errors,
        int idleCommands,
        int greetingDelay,
        List<Turn> turns) {
    private static final int USUAL_ERRORS = 20;
    private static final int USUAL_IDLE_COMMANDS = 60;

    /** A part of the conversation. */
    public sealed interface Turn {
        record Client(byte[] octets) implements Turn {}

        record Server(List<String> patterns) implements Turn {}

        record Handshake() implements Turn {}

        record Closed() implements Turn {}
    }

    @Override
    public String toString() {
        return name;
    }

    public static List<Transcript> all() {
        try (Stream<Path> files = Files.walk(Path.of("src/test/resources/transcripts"))) {
            return files.filter(f -> f.toString().endsWith(".txt"))
                    .sorted()
                    .map(Transcript::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Plays against a gateway that nobody has set other limits for. */
    public boolean withUsualLimits() {
        return errors == USUAL_ERRORS && idleCommands == USUAL_IDLE_COMMANDS && greetingDelay == 0;
    }

    static Transcript read(Path file) {
        try {
            var turns = new ArrayList<Turn>();
            var lines = Files.readAllLines(file, StandardCharsets.UTF_8);
            for (String line : lines) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    add(turns, line);
                }
            }
            return new Transcript(
                    file.getFileName().toString().replace(".txt", ""),
                    lines.contains("# tls: implicit"),
                    lines.contains("# in one go"),
                    setting(lines, "# errors: ", USUAL_ERRORS),
                    setting(lines, "# idle-commands: ", USUAL_IDLE_COMMANDS),
                    setting(lines, "# greeting-delay: ", 0),
                    turns);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int setting(List<String> lines, String key, int otherwise) {
        return lines.stream()
                .filter(line -> line.startsWith(key))
                .map(line -> Integer.parseInt(line.substring(key.length()).strip()))
                .findFirst()
                .orElse(otherwise);
    }

    private static void add(List<Turn> turns, String line) {
        String text = line.length() > 3 ? line.substring(3) : "";
        Optional<Turn> last = turns.isEmpty() ? Optional.empty() : Optional.of(turns.get(turns.size() - 1));
        switch (line.substring(0, 2)) {
            case "C:" -> say(turns, last, (text + "\r\n").getBytes(StandardCharsets.UTF_8));
            case "R:" -> say(turns, last, raw(text));
            case "S:" -> {
                if (last.orElse(null) instanceof Turn.Server server) {
                    server.patterns().add(text);
                } else {
                    turns.add(new Turn.Server(new ArrayList<>(List.of(text))));
                }
            }
            case "T:" -> turns.add(new Turn.Handshake());
            case "X:" -> turns.add(new Turn.Closed());
            default -> throw new IllegalArgumentException("not a line of a transcript: " + line);
        }
    }

    private static void say(List<Turn> turns, Optional<Turn> last, byte[] octets) {
        if (last.orElse(null) instanceof Turn.Client client) {
            turns.remove(turns.size() - 1);
            byte[] both = new byte[client.octets().length + octets.length];
            System.arraycopy(client.octets(), 0, both, 0, client.octets().length);
            System.arraycopy(octets, 0, both, client.octets().length, octets.length);
            turns.add(new Turn.Client(both));
        } else {
            turns.add(new Turn.Client(octets));
        }
    }

    private static byte[] raw(String text) {
        var out = new java.io.ByteArrayOutputStream();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\') {
                out.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
                continue;
            }
            char escape = text.charAt(++i);
            switch (escape) {
                case 'r' -> out.write('\r');
                case 'n' -> out.write('\n');
                case '0' -> out.write(0);
                case 'x' -> {
                    out.write(Integer.parseInt(text.substring(i + 1, i + 3), 16));
                    i += 2;
                }
                default -> out.write(escape);
            }
        }
        return out.toByteArray();
    }

    /** Whether what the server said is what the pattern wants. */
    public static boolean matches(String pattern, String line) {
        var regex = new StringBuilder();
        for (String part : pattern.split("\\*", -1)) {
            regex.append(regex.isEmpty() ? "" : ".*").append(Pattern.quote(part));
        }
        return Pattern.matches(regex.toString(), line);
    }
}
