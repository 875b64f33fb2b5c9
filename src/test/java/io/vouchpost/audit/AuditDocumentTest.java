package io.vouchpost.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/audit.md names each event and each field that there is, and no other. */
class AuditDocumentTest {
    private static final Pattern ROW = Pattern.compile("\\| `([a-zA-Z]+)` \\| ([^|]*) \\|.*");

    /** Each kind of event with nothing empty. */
    private static List<JsonObject> all() {
        var now = Instant.parse("2026-11-21T12:00:00Z");
        var origin = new Event.Origin("S1", "192.0.2.7", "TLSv1.3", "X");
        var refusal = new Event.Refusal("S1-1", "550", "r", "s", "m", List.of("c"));
        return List.<Event>of(
                        new Event.Login(now, origin, "PLAIN", "a", "b", "c", "d", "e", Optional.of(refusal)),
                        new Event.Submission(now, origin, "m", "a", "b", "i", "M", "f", 1, 1, "posted", "n", "r"),
                        new Event.Delivery(now, "M", "a", "r", "delivered", "n", "r"),
                        new Event.Refused(now, origin, "m", "a", "MAIL", Optional.of(refusal)),
                        new Event.Reported(now, origin, "m", "a", "MAIL", refusal),
                        new Event.Alarm(now, "spraying", "a", "n", "d", Optional.of(now)))
                .stream()
                .map(EventJson::encode)
                .toList();
    }

    private static Map<String, String> table(String section) throws Exception {
        var document = Files.readString(Path.of("docs/audit.md"));
        var text = document.substring(document.indexOf("\n## " + section + "\n") + 1);
        var end = text.indexOf("\n## ", 1);
        return (end < 0 ? text : text.substring(0, end))
                .lines()
                .map(ROW::matcher)
                .filter(row -> row.matches())
                .collect(Collectors.toMap(row -> row.group(1), row -> row.group(2), (a, b) -> a + b, TreeMap::new));
    }

    @Test
    void theEventsAreThose() throws Exception {
        assertThat(table("Events").keySet())
                .isEqualTo(
                        all().stream().map(it -> it.getString("event")).collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void eachFieldIsNamedWithTheEventsThatHaveIt() throws Exception {
        var events = all();
        var fields =
                events.stream().flatMap(it -> it.fieldNames().stream()).collect(Collectors.toCollection(TreeSet::new));
        var documented = table("Fields");
        assertThat(documented.keySet()).isEqualTo(fields);
        for (var field : fields) {
            var having = events.stream()
                    .filter(it -> it.containsKey(field))
                    .map(it -> it.getString("event"))
                    .collect(Collectors.toCollection(TreeSet::new));
            var said = String.valueOf(documented.get(field));
            var named = said.equals("all")
                    ? events.stream().map(it -> it.getString("event")).collect(Collectors.toCollection(TreeSet::new))
                    : new TreeSet<>(Arrays.asList(said.split(", ")));
            assertThat(named).as(field).isEqualTo(having);
        }
    }

    @Test
    void theFieldsHaveTheirOrder() {
        for (var event : all()) {
            assertThat(EventJson.FIELDS).containsSubsequence(event.fieldNames());
            assertThat(event.getInteger("version")).isEqualTo(EventJson.VERSION);
        }
    }
}
