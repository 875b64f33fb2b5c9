package io.vouchpost.audit;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import io.vouchpost.address.AddressBlock;
import io.vouchpost.database.Database;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events in the table {@code audit_events}, one statement at a time for all that have gathered. Written twice after an answer
 * that did not come, they are there once.
 */
final class AuditTable implements Sink {
    private static final Logger LOG = LoggerFactory.getLogger(AuditTable.class);
    private static final String NO_PARTITION = "23514";
    private static final String WRITE = """
            INSERT INTO audit_events (time, id, event, outcome, account, client, address, reference, message, payload)
            SELECT time, id, event, outcome, account, client, address::inet, reference, message, payload::jsonb
            FROM unnest($1::timestamptz[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
                $8::text[], $9::text[], $10::text[])
                AS e (time, id, event, outcome, account, client, address, reference, message, payload)
            ON CONFLICT DO NOTHING
            """;

    private final Pool pool;
    private final AuditDays days;

    AuditTable(Pool pool, Duration retention, Clock clock) {
        this.pool = pool;
        this.days = new AuditDays(pool, retention, clock);
    }

    @Override
    public String name() {
        return "the database";
    }

    @Override
    public int write(List<Entry> entries) throws Exception {
        var values = values(entries);
        try {
            days.make(entries.stream().map(entry -> AuditDays.of(entry.time())));
            return insert(entries, values);
        } catch (RuntimeException away) {
            throw new Outage(away); // those of the driver are such, a lost connection among them
        }
    }

    private int insert(List<Entry> entries, Tuple values) throws Exception {
        try {
            await(pool.preparedQuery(WRITE).execute(values));
            return 0;
        } catch (PgException refused) {
            return separately(entries, refused);
        }
    }

    /** What can never be written must not keep the others from it: classes 22, 23 and 54 are about the values themselves. */
    private int separately(List<Entry> entries, PgException refused) throws Exception {
        var state = String.valueOf(refused.getSqlState());
        if (state.equals(NO_PARTITION)) {
            days.forget();
            throw refused;
        }
        if (!state.startsWith("22") && !state.startsWith("23") && !state.startsWith("54")) {
            throw refused;
        }
        if (entries.size() == 1) {
            LOG.warn("audit: the database does not take an event: {}", state);
            return 1;
        }
        int middle = entries.size() / 2;
        return write(entries.subList(0, middle)) + write(entries.subList(middle, entries.size()));
    }

    @Override
    public void tidy() throws Exception {
        days.tidy();
    }

    /** The pool is somebody else's. */
    @Override
    public void close() {}

    private static Tuple values(List<Entry> entries) {
        var values = Tuple.tuple();
        values.addArrayOfOffsetDateTime(entries.stream()
                .map(entry -> entry.time().truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC))
                .toArray(OffsetDateTime[]::new));
        values.addArrayOfUUID(entries.stream().map(Entry::id).toArray(UUID[]::new));
        List.<Function<JsonObject, @Nullable String>>of(
                        json -> json.getString("event"),
                        json -> json.getString("outcome"),
                        json -> comparable(json.getString("account")),
                        json -> json.getString("client"),
                        json -> address(json.getString("client")),
                        json -> json.getString("reference"),
                        json -> json.getString("message"),
                        JsonObject::encode)
                .forEach(column -> values.addArrayOfString(entries.stream()
                        .map(entry -> column.apply(storable(entry.json())))
                        .toArray(String[]::new)));
        return values;
    }

    private static @Nullable String comparable(@Nullable String account) {
        return account == null ? null : EventFilter.comparable(account);
    }

    private static @Nullable String address(@Nullable String client) {
        return client == null
                ? null
                : AddressBlock.of(client).map(AddressBlock::toString).orElse(null);
    }

    /** PostgreSQL has no place for U+0000, in text as in JSON. */
    private static JsonObject storable(JsonObject json) {
        if (json.encode().indexOf("\\u0000") < 0) {
            return json;
        }
        var storable = new JsonObject();
        json.forEach(field -> storable.put(field.getKey(), storable(field.getValue())));
        return storable;
    }

    private static Object storable(Object value) {
        if (value instanceof String text) {
            return text.replace('\0', '\ufffd');
        }
        if (value instanceof JsonArray array) {
            var all = new JsonArray();
            array.forEach(element -> all.add(storable(element)));
            return all;
        }
        return value;
    }

    static <T> T await(Future<T> future) throws Exception {
        try {
            return future.toCompletionStage().toCompletableFuture().get(Database.PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception problem ? problem : e;
        }
    }
}
