package io.vouchpost.account;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import io.vouchpost.account.Regulars.Place;
import io.vouchpost.database.Database;
import io.vouchpost.sasl.Form;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Reads what is kept of accounts for mechanisms that show no password. One statement at a time: what is asked for meanwhile
 * goes together into the next one, so that a flood of names costs no more statements than one after the other. Whoever is in a
 * statement waits for all of it, whether its account exists or not.
 */
final class VerifierLookup {
    /** Far more devices than anybody has. */
    private static final int MOST_CREDENTIALS = 1_000;

    /** Names in one statement, and how many of them regulars may have while strangers wait. */
    private static final int TOGETHER = 64;

    private static final int REGULARS_TOGETHER = 48;

    /** In each lane. */
    private static final int MOST_WAITING = 512;

    private static final String SELECT = "SELECT asked.place, " + CredentialOwner.COLUMNS + """
            , c.id AS credential, c.own, c.created, v.octets, v.realm
            FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS asked (name, form, place)
                JOIN accounts a ON a.name = asked.name
                LEFT JOIN LATERAL (
                    SELECT id, created, kind = 'primary' AS own FROM credentials WHERE account = a.id
                    ORDER BY kind = 'primary' DESC, id DESC LIMIT $3) AS c ON true
                LEFT JOIN verifiers v ON v.credential = c.id AND v.form = asked.form
            ORDER BY asked.place, c.own DESC, c.id DESC
            """;

    private final SqlClient client;
    private final FairQueue<Asked> regulars = new FairQueue<>(MOST_WAITING);
    private final FairQueue<Asked> strangers = new FairQueue<>(MOST_WAITING);
    private boolean underWay;

    VerifierLookup(SqlClient client) {
        this.client = client;
    }

    private record Sought(String name, Form form) {}

    private record Asked(Sought sought, Promised<List<Row>> promised) {}

    /**
     * One row for each credential, the account's own first; none where there is no such account. Completes where the caller
     * is; fails with {@link Crowded} where no place is left.
     */
    Future<List<Row>> find(String name, Form form, Place place) {
        var asked = new Asked(new Sought(name, form), new Promised<>());
        Optional<Asked> unlucky;
        synchronized (this) {
            unlucky = (place.lane() == Lane.REGULARS ? regulars : strangers).add(place.origin(), asked);
        }
        unlucky.ifPresent(
                it -> it.promised().keep(Future.failedFuture(new Crowded("for another name to be looked up"))));
        next();
        return asked.promised().future();
    }

    private void next() {
        List<Asked> batch;
        synchronized (this) {
            batch = underWay ? List.of() : take();
            underWay |= !batch.isEmpty();
        }
        if (!batch.isEmpty()) {
            ask(batch);
        }
    }

    private List<Asked> take() {
        var batch = new ArrayList<Asked>();
        var fromRegulars = strangers.size() == 0 ? TOGETHER : REGULARS_TOGETHER;
        while (batch.size() < fromRegulars && regulars.size() > 0) {
            batch.add(regulars.poll().orElseThrow());
        }
        while (batch.size() < TOGETHER && strangers.size() > 0) {
            batch.add(strangers.poll().orElseThrow());
        }
        return batch;
    }

    private void ask(List<Asked> batch) {
        var same = new LinkedHashMap<Sought, List<Asked>>();
        batch.forEach(it ->
                same.computeIfAbsent(it.sought(), sought -> new ArrayList<>()).add(it));
        Future.succeededFuture()
                .compose(go -> client.preparedQuery(SELECT)
                        .execute(Tuple.of(
                                same.keySet().stream().map(Sought::name).toArray(String[]::new),
                                same.keySet().stream()
                                        .map(it -> it.form().name())
                                        .toArray(String[]::new),
                                MOST_CREDENTIALS)))
                .timeout(Database.PATIENCE_SECONDS, TimeUnit.SECONDS)
                .onComplete(answered -> {
                    synchronized (this) {
                        underWay = false;
                    }
                    next();
                    if (answered.succeeded()) {
                        answer(same, answered.result());
                    } else {
                        batch.forEach(it -> it.promised().keep(Future.failedFuture(answered.cause())));
                    }
                });
    }

    private static void answer(Map<Sought, List<Asked>> same, RowSet<Row> rows) {
        var found = new LinkedHashMap<Long, List<Row>>();
        rows.forEach(row -> found.computeIfAbsent(row.getLong("place"), place -> new ArrayList<>())
                .add(row));
        long place = 0;
        for (var asked : same.values()) {
            var theirs = Future.succeededFuture(found.getOrDefault(++place, List.of()));
            asked.forEach(it -> it.promised().keep(theirs));
        }
    }
}
