package io.vouchpost.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An event in words: the answer first, what it was decided on, what to do about it, and the circumstances after that. */
final class Explained {
    private static final List<String> ANSWER = List.of("reply", "rule", "seen");
    private static final List<String> ELSEWHERE = List.of("remedy", "considered", "logIn", "version");

    private Explained() {}

    static String text(JsonObject event) {
        return Stream.of(
                        report(event),
                        fields(event, ANSWER.stream()),
                        considered(event),
                        fields(event, Stream.of("remedy")),
                        logIn(event),
                        fields(
                                event,
                                event.fieldNames().stream()
                                        .filter(name -> !ANSWER.contains(name) && !ELSEWHERE.contains(name))),
                        more(event).stream())
                .flatMap(lines -> lines)
                .collect(Collectors.joining("\n"));
    }

    private static Stream<String> report(JsonObject event) {
        return "report".equals(event.getString("event"))
                ? Stream.of(line(
                        "mode", "policy.mode is \"report\": it was let through, and this is what enforcing would do"))
                : Stream.empty();
    }

    private static Stream<String> considered(JsonObject event) {
        return event.getValue("considered") instanceof JsonArray all
                ? all.stream().map(each -> line("considered", String.valueOf(each)))
                : Stream.empty();
    }

    /** Who it was, in a sentence. */
    private static Stream<String> logIn(JsonObject event) {
        if (!(event.getValue("logIn") instanceof JsonObject logIn)) {
            return Stream.empty();
        }
        var sentence = Stream.of(
                        part(logIn, "", "account"),
                        part(logIn, "by ", "mechanism"),
                        part(logIn, "with the credential ", "credential"),
                        part(logIn, "proven to be ", "actor"),
                        part(logIn, "at ", "time"),
                        part(logIn, "from ", "client"),
                        part(logIn, "over ", "tls"),
                        part(logIn, "calling itself ", "ehlo"))
                .flatMap(Optional::stream)
                .collect(Collectors.joining(", "));
        return Stream.of(line("log-in", sentence));
    }

    private static Optional<String> part(JsonObject json, String word, String field) {
        return Optional.ofNullable(json.getString(field)).map(value -> word + value);
    }

    private static Stream<String> fields(JsonObject event, Stream<String> names) {
        return names.filter(event::containsKey).map(name -> line(name, String.valueOf(event.getValue(name))));
    }

    /** The trail ends where a message was accepted. */
    private static Optional<String> more(JsonObject event) {
        return Optional.ofNullable(event.getString("message"))
                .map(message -> line("more", "vouchpost queue show " + message + " if it went into the spool"));
    }

    private static String line(String name, String value) {
        return String.format(Locale.ROOT, "%-10s %s", name, Harmless.text(value));
    }
}
