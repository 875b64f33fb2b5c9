package io.vouchpost.config;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What differs between the settings that run and those in the file now. Which key can change while the gateway runs
 * stands in the schema, at {@code reload}.
 *
 * @param effective what may run from now on: the new values, except of the keys that need a restart
 * @param live the keys that apply at once, such as {@code limits.recipients}, sorted
 * @param afterRestart the keys that differ but apply only after a restart, sorted
 */
public record SettingsChange(Settings effective, List<String> live, List<String> afterRestart) {

    public SettingsChange {
        live = live.stream().distinct().sorted().toList();
        afterRestart = afterRestart.stream().distinct().sorted().toList();
    }

    /** Compares what runs with what was read. */
    public static SettingsChange between(Settings running, Settings read) {
        var comparison = new Comparison(Schema.ofTheJar().root());
        var effective = comparison.settings(running, read);
        return new SettingsChange(effective, comparison.live, comparison.afterRestart);
    }

    public boolean isEmpty() {
        return live.isEmpty() && afterRestart.isEmpty();
    }

    /** The same, with keys whose files have new content though their paths are the same. */
    SettingsChange withContentOf(Set<String> keys) {
        return new SettingsChange(
                effective, Stream.concat(live.stream(), keys.stream()).toList(), afterRestart);
    }

    /** The records' components are named as the file's keys are: so one walk serves all of them. */
    private static final class Comparison {
        private final SchemaNode schema;
        private final List<String> live = new ArrayList<>();
        private final List<String> afterRestart = new ArrayList<>();

        Comparison(SchemaNode schema) {
            this.schema = schema;
        }

        Settings settings(Settings running, Settings read) {
            return merged(running, read, part -> {
                var before = value(part, running);
                var after = value(part, read);
                return before instanceof Record from
                                && after instanceof Record to
                                && part.getType().isRecord()
                        ? merged(
                                from,
                                to,
                                key -> chosen(part.getName(), key.getName(), value(key, from), value(key, to)))
                        : chosen(part.getName(), "", before, after);
            });
        }

        private Object chosen(String part, String key, Object before, Object after) {
            if (before.equals(after)) {
                return before;
            }
            var name = key.isEmpty() ? part : part + '.' + key;
            if (isLive(part, key)) {
                live.add(name);
                return after;
            }
            afterRestart.add(name);
            return before;
        }

        private boolean isLive(String part, String key) {
            var node = schema.property(part);
            return node.flatMap(here -> here.property(key))
                    .flatMap(here -> here.keyword("reload"))
                    .or(() -> node.flatMap(here -> here.keyword("reload")))
                    .filter("live"::equals)
                    .isPresent();
        }
    }

    private interface Choice {
        Object of(RecordComponent component);
    }

    private static <R extends Record> R merged(R before, R after, Choice choice) {
        var components = before.getClass().getRecordComponents();
        var types = Stream.of(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        var values = Stream.of(components).map(choice::of).toArray();
        try {
            @SuppressWarnings("unchecked") // the constructor of R's own class
            var merged = (R) after.getClass().getDeclaredConstructor(types).newInstance(values);
            return merged;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object value(RecordComponent component, Record record) {
        try {
            return Objects.requireNonNull(component.getAccessor().invoke(record));
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(e);
        }
    }
}
