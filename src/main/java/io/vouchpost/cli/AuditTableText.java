package io.vouchpost.cli;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Events as rows, a short one for each: {@code why} and {@code --json} tell all of it. */
final class AuditTableText {
    private static final String[] HEADING = {"TIME", "EVENT", "OUTCOME", "ACCOUNT", "CLIENT", "REFERENCE", "WHAT"};
    /** Of rows that come one by one: nobody knows how wide the next one is. */
    private static final String ROW = "%-24s  %-10s  %-9s  %-24s  %-15s  %-15s  %s";

    private AuditTableText() {}

    static String of(List<JsonObject> events) {
        var table = new Table(HEADING);
        events.forEach(event -> table.row(cells(event)));
        return events.isEmpty() ? "There is nothing of that." : table.toString();
    }

    static String row(JsonObject event) {
        return String.format(Locale.ROOT, ROW, (Object[]) cells(event)).stripTrailing();
    }

    static String heading() {
        return String.format(Locale.ROOT, ROW, (Object[]) HEADING);
    }

    private static String[] cells(JsonObject event) {
        return Stream.of(
                        text(event, "time"),
                        text(event, "event"),
                        text(event, "outcome"),
                        text(event, "account"),
                        first(event, "client", "network"),
                        first(event, "reference", "message"),
                        what(event))
                .map(Harmless::text)
                .toArray(String[]::new);
    }

    private static String what(JsonObject event) {
        return Stream.of("mechanism", "subject", "recipient", "detail", "seen", "reply")
                .map(field -> text(event, field))
                .filter(value -> !value.isEmpty())
                .limit(2)
                .collect(Collectors.joining(": "));
    }

    private static String first(JsonObject event, String field, String otherwise) {
        var value = text(event, field);
        return value.isEmpty() ? text(event, otherwise) : value;
    }

    private static String text(JsonObject event, String field) {
        return event.getValue(field) instanceof String value ? value : "";
    }
}
