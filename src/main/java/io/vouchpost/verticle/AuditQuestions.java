package io.vouchpost.verticle;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.sqlclient.Pool;
import io.vouchpost.admin.Api;
import io.vouchpost.audit.AuditSearch;
import io.vouchpost.audit.Evidence;
import io.vouchpost.audit.FilterReader;
import io.vouchpost.audit.Pseudonyms;
import io.vouchpost.audit.TableSearch;
import io.vouchpost.config.AuditSettings;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What the admin API tells of the audit trail: {@code /api/why/REFERENCE} and {@code /api/audit?…}, out of the database
 * where events are kept there, and otherwise out of this gateway's own files.
 */
record AuditQuestions(Evidence evidence, FilterReader filters) {
    private static final int USUAL = 100;
    private static final int MOST = 1_000;

    static Map<String, Api.Question> of(Vertx vertx, Pool pool, AuditSettings settings) {
        var search = new AuditSearch(settings);
        Evidence evidence = settings.database().isPresent()
                ? new TableSearch(pool)
                : filter -> vertx.executeBlocking(() -> search.find(filter), false);
        var questions =
                new AuditQuestions(evidence, new FilterReader(Pseudonyms.of(settings.pseudonyms()), Clock.systemUTC()));
        return Map.of("why", questions::why, "audit", questions::audit);
    }

    private Future<Optional<Object>> why(String reference, MultiMap query) {
        return evidence.why(reference).map(found -> found.map(Function.identity()));
    }

    private Future<Optional<Object>> audit(String rest, MultiMap query) {
        if (!rest.isEmpty() || !FilterReader.NAMES.containsAll(query.names())) {
            throw new Api.Unreadable("what can be asked for is " + String.join(", ", FilterReader.NAMES));
        }
        try {
            var filter = filters.read(name -> Optional.ofNullable(query.get(name)), USUAL);
            if (filter.limit() > MOST) {
                throw new Api.Unreadable("limit is at most " + MOST);
            }
            return evidence.find(filter).map(found -> Optional.of(new JsonArray(found)));
        } catch (FilterReader.Unreadable e) {
            throw new Api.Unreadable(String.valueOf(e.getMessage()));
        }
    }
}
