package io.vouchpost.spool;

import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The parameters of a statement that takes many rows at once: an array for each column, for {@code unnest}. */
final class Columns {
    private final Tuple parameters = Tuple.tuple();

    /** One value for all rows. */
    Columns one(Object value) {
        parameters.addValue(value instanceof Instant instant ? at(instant) : value);
        return this;
    }

    <T> Columns texts(List<T> rows, Function<T, String> column) {
        parameters.addValue(rows.stream().map(column).toArray(String[]::new));
        return this;
    }

    /** NULL where it is empty. */
    <T> Columns optionalTexts(List<T> rows, Function<T, Optional<String>> column) {
        var texts = new String[rows.size()];
        for (int i = 0; i < texts.length; i++) {
            var text = column.apply(rows.get(i));
            if (text.isPresent()) {
                texts[i] = text.get();
            }
        }
        parameters.addValue(texts);
        return this;
    }

    <T> Columns integers(List<T> rows, Function<T, Integer> column) {
        parameters.addValue(rows.stream().map(column).toArray(Integer[]::new));
        return this;
    }

    <T> Columns longs(List<T> rows, Function<T, Long> column) {
        parameters.addValue(rows.stream().map(column).toArray(Long[]::new));
        return this;
    }

    <T> Columns flags(List<T> rows, Function<T, Boolean> column) {
        parameters.addValue(rows.stream().map(column).toArray(Boolean[]::new));
        return this;
    }

    <T> Columns times(List<T> rows, Function<T, Instant> column) {
        parameters.addValue(rows.stream().map(column.andThen(Columns::at)).toArray(OffsetDateTime[]::new));
        return this;
    }

    /** NULL where it is empty. */
    <T> Columns optionalTimes(List<T> rows, Function<T, Optional<Instant>> column) {
        var times = new OffsetDateTime[rows.size()];
        for (int i = 0; i < times.length; i++) {
            var time = column.apply(rows.get(i));
            if (time.isPresent()) {
                times[i] = at(time.get());
            }
        }
        parameters.addValue(times);
        return this;
    }

    <T> Columns octets(List<T> rows, Function<T, Buffer> column) {
        parameters.addValue(rows.stream().map(column).toArray(Buffer[]::new));
        return this;
    }

    Tuple tuple() {
        return parameters;
    }

    static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
