package io.vouchpost.config;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What differs between the settings that run and those in the file now. Which key can change while the gateway runs
 * stands in the schema, at {@code reload}; a limit that does not go together with one that needs a restart waits for it.
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
        return between(running, read, Set.of());
    }

    /**
     * Each of the two is sound, but new limits beside old ones need not be.
     *
     * @param waiting the live keys that wait for the restart with others
     */
    private static SettingsChange between(Settings running, Settings read, Set<String> waiting) {
        var comparison = new Comparison(waiting);
        var effective = (Settings) comparison.merged(KeyPlace.ofTheFile(), running, read);
        var tooLarge = LimitSettings.BOUNDS.stream()
                .filter(bound -> bound.isBroken(effective.limits()))
                .map(bound -> "limits." + bound.part())
                .filter(comparison.live::contains)
                .collect(Collectors.toCollection(HashSet::new));
        if (tooLarge.isEmpty()) {
            return new SettingsChange(effective, comparison.live, comparison.afterRestart);
        }
        tooLarge.addAll(waiting);
        return between(running, read, tooLarge);
    }

    public boolean isEmpty() {
        return live.isEmpty() && afterRestart.isEmpty();
    }

    /** Whether a key that applies at once is this one or within it, such as {@code tls}, or this is within such a one. */
    public boolean concerns(String key) {
        return live.stream().anyMatch(it -> it.equals(key) || it.startsWith(key + ".") || key.startsWith(it + "."));
    }

    /** The same, with keys whose files have new content though their paths are the same. */
    SettingsChange withContentOf(Set<String> keys) {
        var root = KeyPlace.ofTheFile();
        return new SettingsChange(
                effective,
                Stream.concat(live.stream(), keys.stream().filter(key -> isLive(root, key)))
                        .toList(),
                Stream.concat(afterRestart.stream(), keys.stream().filter(key -> !isLive(root, key)))
                        .toList());
    }

    private static boolean isLive(KeyPlace root, String key) {
        return root.at(key).filter(KeyPlace::live).isPresent();
    }

    /** The records' components are named as the file's keys are: so one walk serves all of them. */
    private static final class Comparison {
        private final Set<String> waiting;
        private final List<String> live = new ArrayList<>();
        private final List<String> afterRestart = new ArrayList<>();

        Comparison(Set<String> waiting) {
            this.waiting = waiting;
        }

        Object merged(KeyPlace place, Object before, Object after) {
            if (before.equals(after)) {
                return before;
            }
            if (before instanceof Optional<?> from
                    && after instanceof Optional<?> to
                    && from.isPresent()
                    && to.isPresent()
                    && place.describes(from.get())) {
                return Optional.of(merged(place, from.get(), to.get()));
            }
            if (before.getClass() == after.getClass() && place.describes(before)) {
                return keyByKey(place, (Record) before, (Record) after);
            }
            var atOnce = place.live() && !waiting.contains(place.key());
            (atOnce ? live : afterRestart).add(place.key());
            return atOnce ? after : before;
        }

        private Record keyByKey(KeyPlace place, Record before, Record after) {
            var components = before.getClass().getRecordComponents();
            var types = Stream.of(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            var values = Stream.of(components)
                    .map(part -> merged(place.of(part).orElseThrow(), value(part, before), value(part, after)))
                    .toArray();
            try {
                return before.getClass().getDeclaredConstructor(types).newInstance(values);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
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
