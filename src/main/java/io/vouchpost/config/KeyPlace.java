package io.vouchpost.config;

import java.lang.reflect.RecordComponent;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where a value stands in the file, by the names of the records' components, and what the schema says of it there.
 *
 * @param key such as {@code limits.recipients}; empty: the whole file
 * @param live whether a change is in force at once; what says nothing of itself is as what it is in
 */
record KeyPlace(String key, SchemaNode schema, boolean live) {
    private static final String LIVE = "live";

    static KeyPlace ofTheFile() {
        return new KeyPlace("", Schema.ofTheJar().root(), false);
    }

    /** One step down; empty where the schema has no such key. */
    Optional<KeyPlace> property(String name) {
        return schema.property(name)
                .map(child -> new KeyPlace(
                        key.isEmpty() ? name : key + '.' + name,
                        child,
                        child.keyword("reload").map(LIVE::equals).orElse(live)));
    }

    /** As many steps down, of a key such as {@code tls.certificate}. */
    Optional<KeyPlace> at(String keys) {
        var place = Optional.of(this);
        for (var name : keys.split("\\.", -1)) {
            place = place.flatMap(here -> here.property(name));
        }
        return place;
    }

    /** Of a component of the record that stands here. */
    Optional<KeyPlace> of(RecordComponent component) {
        var named = component.getAnnotation(Key.class);
        var name = named == null ? component.getName() : named.value();
        return name.equals(Key.BESIDE) ? Optional.of(this) : property(name);
    }

    /** Whether it is a record with one key for each component, so that it can be looked at key by key. */
    boolean describes(Object value) {
        return value instanceof Record record
                && Stream.of(record.getClass().getRecordComponents())
                        .allMatch(component -> of(component).isPresent());
    }
}
