package io.vouchpost.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vouchpost.Document;
import io.vouchpost.Document.Block;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What pages show of the configuration can be copied from there: a whole file, or a part of it in its place. */
class DocumentedConfigurationTest {
    private static final String ITEMS = "[]";

    /** Where something may stand: the keys that lead there; one that ends in {@code []} is an array. */
    private record Place(List<String> path, SchemaNode node) {
        boolean has(JsonObject fragment) {
            return node.properties().containsAll(fragment.fieldNames());
        }

        /** A configuration of which only that is unusual. */
        JsonObject document(JsonObject fragment) {
            Object value = fragment;
            for (int i = path.size() - 1; i >= 0; i--) {
                var key = path.get(i);
                value = new JsonObject()
                        .put(key.replace(ITEMS, ""), key.endsWith(ITEMS) ? new JsonArray().add(value) : value);
            }
            return Workshop.minimal().mergeIn((JsonObject) value, path.size() < 2);
        }
    }

    private static List<Place> places() {
        var places = new ArrayList<Place>();
        var root = new Place(List.of(), Schema.ofTheJar().root());
        places.add(root);
        for (int i = 0; i < places.size(); i++) {
            var place = places.get(i);
            for (var key : place.node().properties()) {
                var child = place.node().property(key).orElseThrow();
                add(places, place, key, Optional.of(child));
                add(places, place, key + ITEMS, child.items());
            }
        }
        return places;
    }

    private static void add(List<Place> places, Place parent, String key, Optional<SchemaNode> node) {
        node.filter(it -> !it.properties().isEmpty()).ifPresent(it -> {
            var path = new ArrayList<>(parent.path());
            path.add(key);
            places.add(new Place(path, it));
        });
    }

    /** The object that a block shows, whose braces may be left out; empty where it shows none. */
    private static Optional<JsonObject> object(String block) {
        var text = block.replaceAll(",\\s*…", "");
        try {
            return Optional.of(new JsonObject(text.strip().startsWith("{") ? text : "{" + text + "}"));
        } catch (DecodeException e) {
            return Optional.empty();
        }
    }

    private static List<String> faults(JsonObject fragment) {
        var least = List.<String>of("belongs nowhere: " + fragment.encode());
        for (var place : places()) {
            if (place.has(fragment)) {
                var problems = new Problems();
                Schema.ofTheJar().check(place.document(fragment), problems);
                var said = problems.inOrder().stream().map(Problem::toString).toList();
                if (said.isEmpty()) {
                    return said;
                }
                least = said;
            }
        }
        return least;
    }

    private static boolean isConfiguration(Block block) {
        var text = block.text().strip();
        return block.language().equals("json") || block.language().isEmpty() && text.matches("(?s)\"[a-zA-Z]+\": .*");
    }

    @Test
    void canBeCopied() throws Exception {
        var blocks = Document.all().stream()
                .flatMap(page -> page.blocks().stream())
                .filter(DocumentedConfigurationTest::isConfiguration)
                .toList();
        assertThat(blocks).hasSizeGreaterThan(6).allSatisfy(block -> {
            var object = object(block.text());
            assertThat(object).as("JSON in %s:\n%s", block.file(), block.text()).isPresent();
            assertThat(faults(object.orElseThrow()))
                    .as("in %s:\n%s", block.file(), block.text())
                    .isEmpty();
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"guard\": {\"breakr\": {}}",
                "\"limits\": {\"idle\": 5}",
                "{\"host\": \"::\", \"prot\": 587}",
                "\"delivery\": {}, \"hostname\": 3"
            })
    void whatIsWrongIsNoticed(String text) {
        assertThat(faults(object(text).orElseThrow())).isNotEmpty();
    }
}
