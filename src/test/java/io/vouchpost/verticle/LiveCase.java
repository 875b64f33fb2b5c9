package io.vouchpost.verticle;

import io.vertx.core.json.JsonObject;
import io.vouchpost.config.Settings;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * How it is seen that a setting is in force.
 *
 * @param key that the change is reported by
 * @param before what is configured besides, before and after
 * @param seenBefore empty where only a long wait would show it
 */
record LiveCase(
        String key,
        Consumer<JsonObject> before,
        Consumer<JsonObject> change,
        See see,
        Optional<String> seenBefore,
        String seenAfter) {

    interface See {
        String of(TestGateway gateway) throws Exception;
    }

    static LiveCase of(String key, Object value, See see, String seenBefore, String seenAfter) {
        return new LiveCase(key, json -> {}, put(key, value), see, Optional.of(seenBefore), seenAfter);
    }

    /** What takes minutes by default, and now is there in no time. */
    static LiveCase soon(String key, Object value, See see, String seenAfter) {
        return new LiveCase(key, json -> {}, put(key, value), see, Optional.empty(), seenAfter);
    }

    /** Where those who do it ask for the settings in force each time they do. */
    static LiveCase asked(String key, Object value, Function<Settings, Object> part, String seenAfter) {
        return soon(
                key,
                value,
                gateway -> String.valueOf(part.apply(gateway.gateway().settings())),
                seenAfter);
    }

    LiveCase with(String other, Object value) {
        return new LiveCase(key, before.andThen(put(other, value)), change, see, seenBefore, seenAfter);
    }

    /** A second key that has to change with it. */
    LiveCase and(String other, Object value) {
        return new LiveCase(key, before, change.andThen(put(other, value)), see, seenBefore, seenAfter);
    }

    static Consumer<JsonObject> put(String key, Object value) {
        return json -> {
            var steps = key.split("\\.", -1);
            var place = json;
            for (int i = 0; i < steps.length - 1; i++) {
                if (place.getJsonObject(steps[i]) == null) {
                    place.put(steps[i], new JsonObject());
                }
                place = place.getJsonObject(steps[i]);
            }
            place.put(steps[steps.length - 1], value instanceof JsonObject object ? object.copy() : value);
        };
    }

    @Override
    public String toString() {
        return key;
    }
}
