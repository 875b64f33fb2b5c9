package io.vouchpost.config;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the schema says of one place. A {@code $ref} is looked through; what stands beside it comes first.
 *
 * @param root the whole schema, where references lead
 */
record SchemaNode(JsonObject root, JsonObject node) {

    Optional<Object> keyword(String name) {
        @Nullable Object here = node.getValue(name);
        return here != null ? Optional.of(here) : referred().flatMap(target -> target.keyword(name));
    }

    <T> Optional<T> keyword(String name, Class<T> type) {
        return keyword(name).filter(type::isInstance).map(type::cast);
    }

    Optional<SchemaNode> property(String key) {
        return keyword("properties", JsonObject.class).flatMap(properties -> child(properties.getValue(key)));
    }

    Set<String> properties() {
        return keyword("properties", JsonObject.class)
                .map(JsonObject::fieldNames)
                .orElse(Set.of());
    }

    Optional<SchemaNode> items() {
        return keyword("items").flatMap(this::child);
    }

    /** One step along a keyword location, such as {@code properties}, {@code port} or {@code $ref}. */
    Optional<SchemaNode> step(String token) {
        return token.equals("$ref") ? referred() : child(node.getValue(token));
    }

    /** The words in the array that a keyword has as its value. */
    List<String> words(String keyword) {
        return keyword(keyword, JsonArray.class).stream()
                .flatMap(JsonArray::stream)
                .map(String::valueOf)
                .toList();
    }

    private Optional<SchemaNode> child(@Nullable Object value) {
        return value instanceof JsonObject object ? Optional.of(new SchemaNode(root, object)) : Optional.empty();
    }

    private Optional<SchemaNode> referred() {
        @Nullable String reference = node.getString("$ref");
        var prefix = "#/$defs/";
        return reference == null || !reference.startsWith(prefix)
                ? Optional.empty()
                : child(root.getJsonObject("$defs").getValue(reference.substring(prefix.length())));
    }
}
