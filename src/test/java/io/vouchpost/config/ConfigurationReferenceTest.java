package io.vouchpost.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** docs/configuration.md says of each key what the schema says. */
class ConfigurationReferenceTest {
    private static final String BEGIN = "<!-- reference: made from the schema -->\n";
    private static final String END = "<!-- end of reference -->\n";

    @Test
    void theTablesInTheDocumentAreThoseOfTheSchema() throws Exception {
        var made = Path.of("target/configuration-reference.md");
        Files.writeString(made, reference());

        var document = Files.readString(Path.of("docs/configuration.md"));
        var tables = document.substring(document.indexOf(BEGIN) + BEGIN.length(), document.indexOf(END));

        assertThat(tables).as("copy %s between the marks", made).isEqualTo(reference());
    }

    @Test
    void eachKeyInTheSchemaHasADescription() {
        var rows = new ArrayList<Row>();
        collect("", Schema.ofTheJar().root(), "", rows);

        assertThat(rows).hasSizeGreaterThan(70).allSatisfy(row -> assertThat(row.meaning())
                .isNotBlank());
        assertThat(rows).allSatisfy(row -> assertThat(row.reload()).isIn("live", "restart"));
    }

    private record Row(String key, String allowed, String fallback, String reload, String meaning) {

        @Override
        public String toString() {
            return "| `%s` | %s | %s | %s | %s |\n"
                    .formatted(key, allowed, fallback, reload, meaning.replace("|", "\\|"));
        }
    }

    private static String reference() {
        var text = new StringBuilder();
        var root = Schema.ofTheJar().root();
        var plain = new ArrayList<Row>();
        for (var key : root.properties()) {
            var node = root.property(key).orElseThrow();
            var rows = new ArrayList<Row>();
            collect(key, node, "", rows);
            if (rows.isEmpty()) {
                plain.add(row(key, node, reload(node, ""), List.of("hostname").contains(key)));
            } else {
                text.append("\n## `")
                        .append(key)
                        .append("`\n\n")
                        .append(description(node))
                        .append("\n\n");
                node.keyword("default")
                        .filter(value -> !value.toString().equals("{}"))
                        .ifPresent(value -> text.append("Default: `")
                                .append(Json.encode(value))
                                .append("`\n\n"));
                text.append(table(rows));
            }
        }
        return "\n## At the top\n\n" + table(plain) + text + "\n";
    }

    private static String table(List<Row> rows) {
        var text = new StringBuilder("| key | value | default | on reload | meaning |\n|---|---|---|---|---|\n");
        rows.forEach(text::append);
        return text.toString();
    }

    private static void collect(String prefix, SchemaNode node, String reload, List<Row> rows) {
        var inherited = reload(node, reload);
        for (var key : node.properties()) {
            var child = node.property(key).orElseThrow();
            var name = prefix.isEmpty() ? key : prefix + '.' + key;
            rows.add(row(
                    name,
                    child,
                    reload(child, inherited),
                    node.words("required").contains(key)));
            collect(name, child, inherited, rows);
        }
        node.items().ifPresent(items -> collect(prefix + "[]", items, inherited, rows));
    }

    private static Row row(String name, SchemaNode node, String reload, boolean required) {
        var fallback = node.keyword("default").map(value -> '`' + Json.encode(value) + '`');
        var nullable = node.words("type").contains("null");
        return new Row(
                name,
                allowed(node),
                required ? "required" : fallback.orElse(nullable ? "`null`" : ""),
                reload,
                description(node));
    }

    private static String allowed(SchemaNode node) {
        if (node.keyword("enum").isPresent()) {
            return String.join(
                    ", ",
                    node.words("enum").stream().map(word -> '`' + word + '`').toList());
        }
        if (node.keyword("minimumDuration").isPresent()) {
            return "duration, %s to %s"
                    .formatted(
                            node.keyword("minimumDuration").get(),
                            node.keyword("maximumDuration").get());
        }
        if (node.keyword("minimum").isPresent()) {
            return "integer, %s to %s"
                    .formatted(
                            node.keyword("minimum").get(),
                            node.keyword("maximum").get());
        }
        if (node.keyword("writeOnly").isPresent() && node.keyword("anyOf").isPresent()) {
            return "secret";
        }
        var words = node.items().map(items -> items.words("enum")).orElse(List.of());
        if (!words.isEmpty()) {
            return "array of `" + String.join("`, `", words) + '`';
        }
        var type = node.keyword("type").orElse("");
        return type instanceof JsonArray array ? String.valueOf(array.getValue(0)) : type.toString();
    }

    private static String description(SchemaNode node) {
        return node.keyword("description", String.class).orElse("");
    }

    private static String reload(SchemaNode node, String inherited) {
        return node.keyword("reload", String.class).orElse(inherited);
    }
}
