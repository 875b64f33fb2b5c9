package io.vouchpost.audit;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import io.vouchpost.database.Database;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Finds events of all gateways in the database. */
public final class TableSearch implements Evidence {
    /** A page of them in memory at once. */
    private static final int MOST = 100_000;

    private final SqlClient client;

    public TableSearch(SqlClient client) {
        this.client = client;
    }

    @Override
    public Future<List<JsonObject>> find(EventFilter filter) {
        var question = new Question();
        filter.event().ifPresent(event -> question.where("event = ?", event));
        filter.outcome().ifPresent(outcome -> question.where("outcome = ?", outcome));
        filter.reference().ifPresent(reference -> question.where("reference = ?", reference));
        filter.message().ifPresent(message -> question.where("message = ?", message));
        filter.named().ifPresent(name -> question.where("(reference = ? OR message = ?)", name));
        filter.session().ifPresent(session -> question.where("payload->>'session' = ?", session));
        filter.network().ifPresent(block -> question.where("address <<= ?::text::inet", block.toString()));
        if (!filter.accounts().isEmpty()) {
            question.where("account = ANY (?)", filter.accounts().toArray(String[]::new));
        }
        if (!filter.clients().isEmpty()) {
            question.where("client = ANY (?)", filter.clients().toArray(String[]::new));
        }
        filter.since().ifPresent(time -> question.where("time >= ?", time));
        filter.until().ifPresent(time -> question.where("time < ?", time));
        return client.preparedQuery(question.text(Math.min(filter.limit(), MOST)))
                .execute(question.values)
                .timeout(Database.PATIENCE_SECONDS, TimeUnit.SECONDS)
                .map(rows -> {
                    var found = new ArrayList<JsonObject>();
                    rows.forEach(row -> found.add(event(row)));
                    Collections.reverse(found);
                    return found;
                });
    }

    private static JsonObject event(Row row) {
        return EventJson.inOrder(row.getJsonObject("payload"));
    }

    /** Conditions, each with one value. */
    private static final class Question {
        private final List<String> conditions = new ArrayList<>();
        private final Tuple values = Tuple.tuple();

        void where(String condition, Object value) {
            values.addValue(value instanceof Instant time ? time.atOffset(ZoneOffset.UTC) : value);
            conditions.add(condition.replace("?", "$" + values.size()));
        }

        String text(int limit) {
            return "SELECT payload FROM audit_events"
                    + IntStream.range(0, conditions.size())
                            .mapToObj(i -> (i == 0 ? " WHERE " : " AND ") + conditions.get(i))
                            .collect(Collectors.joining())
                    + " ORDER BY time DESC, id DESC LIMIT " + limit;
        }
    }
}
