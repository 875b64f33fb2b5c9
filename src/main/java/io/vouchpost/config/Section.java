package io.vouchpost.config;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vouchpost.secret.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One object of the document, read by key. A value that is absent, or that the schema found wrong, counts as its
 * default: so the rest of the file can still be read and all problems be told together. What is read of a file with
 * problems is never used.
 */
record Section(JsonObject json, String pointer, SchemaNode schema, Surroundings surroundings, Problems problems) {

    String pointer(String key) {
        return pointer + '/' + key;
    }

    void problem(String key, String message) {
        problems.add(pointer(key), message);
    }

    /** Are these fit to be compared with one another? */
    boolean sound(String... keys) {
        return Stream.of(keys).noneMatch(key -> problems.at(pointer(key)));
    }

    /** Does the file itself say something sound here, other than null? */
    boolean has(String key) {
        return sound(key) && json.getValue(key) != null;
    }

    Optional<String> optionalText(String key) {
        return value(key, String.class);
    }

    String text(String key) {
        return optionalText(key).orElse("");
    }

    boolean flag(String key) {
        return value(key, Boolean.class).orElse(false);
    }

    Optional<Long> optionalNumber(String key) {
        return value(key, Number.class).map(Number::longValue);
    }

    long number(String key) {
        return optionalNumber(key).orElse(0L);
    }

    int integer(String key) {
        return (int) number(key);
    }

    /** One of a few words, in lower case in the file. */
    <E extends Enum<E>> E choice(String key, Class<E> type) {
        return Enum.valueOf(type, text(key).toUpperCase(Locale.ROOT));
    }

    Duration duration(String key) {
        var duration = DurationText.parse(text(key)).orElse(Duration.ZERO);
        var minimum = bound(key, "minimumDuration");
        var maximum = bound(key, "maximumDuration");
        if (sound(key)
                && DurationText.parse(minimum)
                        .filter(least -> duration.compareTo(least) < 0)
                        .isPresent()) {
            problem(key, String.format(Locale.ROOT, "must be at least %s, is %s", minimum, text(key)));
        }
        if (sound(key)
                && DurationText.parse(maximum)
                        .filter(most -> duration.compareTo(most) > 0)
                        .isPresent()) {
            problem(key, String.format(Locale.ROOT, "must be at most %s, is %s", maximum, text(key)));
        }
        return duration;
    }

    List<Duration> durations(String key) {
        return elements(key, String.class)
                .flatMap(element -> DurationText.parse(element.value()).stream())
                .toList();
    }

    Optional<Path> optionalPath(String key) {
        return optionalText(key).flatMap(text -> surroundings.path(text, pointer(key), problems));
    }

    Path path(String key) {
        return optionalPath(key).orElse(surroundings.folder());
    }

    Optional<Secret> secret(String key) {
        if (!sound(key)) {
            return Optional.empty();
        }
        var source = section(key);
        if (source.isEmpty()) {
            return optionalText(key).map(Secret::ofText);
        }
        var name = source.get().optionalText("env");
        return name.isPresent()
                ? surroundings.secretInEnvironment(name.get(), pointer(key) + "/env", problems)
                : source.get()
                        .optionalPath("file")
                        .flatMap(file -> surroundings.secretInFile(file, pointer(key) + "/file", problems));
    }

    /** The object at this key, where the file or the default has one. */
    Optional<Section> section(String key) {
        return value(key, JsonObject.class).map(object -> at(key, object));
    }

    /** The same; an absent one has the defaults of its keys. */
    Section sectionOrDefaults(String key) {
        return section(key).orElseGet(() -> at(key, new JsonObject()));
    }

    List<Section> sections(String key) {
        var place = at(key, new JsonObject());
        var items = place.schema().items().orElse(place.schema());
        return elements(key, JsonObject.class)
                .map(element -> new Section(element.value(), element.pointer(), items, surroundings, problems))
                .toList();
    }

    List<String> texts(String key) {
        return elements(key, String.class).map(Element::value).toList();
    }

    /** Networks in CIDR form; a bare address becomes the network of itself alone. */
    List<String> networks(String key) {
        return elements(key, String.class)
                .flatMap(element -> Network.normalized(element.value(), element.pointer(), problems).stream())
                .toList();
    }

    private record Element<T>(T value, String pointer) {}

    private <T> Stream<Element<T>> elements(String key, Class<T> type) {
        var array = value(key, JsonArray.class).orElseGet(JsonArray::new);
        return IntStream.range(0, array.size()).boxed().flatMap(index -> {
            var place = pointer(key) + '/' + index;
            @Nullable Object value = array.getValue(index);
            return type.isInstance(value) && !problems.at(place)
                    ? Stream.of(new Element<>(type.cast(value), place))
                    : Stream.empty();
        });
    }

    private Section at(String key, JsonObject object) {
        var node = schema.property(key).orElse(new SchemaNode(schema.root(), new JsonObject()));
        return new Section(object, pointer(key), node, surroundings, problems);
    }

    private <T> Optional<T> value(String key, Class<T> type) {
        @Nullable Object given = sound(key) ? json.getValue(key) : null;
        return type.isInstance(given)
                ? Optional.of(type.cast(given))
                : given == null
                        ? schema.property(key).flatMap(node -> node.keyword("default", type))
                        : Optional.empty();
    }

    private String bound(String key, String keyword) {
        return schema.property(key)
                .flatMap(node -> node.keyword(keyword, String.class))
                .orElse("");
    }
}
