package io.vouchpost.guard;

import com.github.benmanes.caffeine.cache.Cache;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import io.vouchpost.database.Database;
import io.vouchpost.database.Interruption;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The countries that accounts were seen in. Who comes from where it always comes from costs a statement an hour at most, and
 * shares it with others.
 */
final class Sightings {
    private static final Logger LOG = LoggerFactory.getLogger(Sightings.class);
    private static final int MOST = 100_000;
    private static final int TOGETHER = 1_000;

    /** All parts see what was there before: {@code known} does not count what is added here. */
    private static final String SEE = """
            WITH given AS MATERIALIZED (
                SELECT a.id, a.name, g.country, g.address,
                    (SELECT count(*) FROM account_countries c WHERE c.account = a.id)::int AS known
                FROM unnest($1::text[], $2::text[], $3::text[]) AS g (account, country, address)
                JOIN accounts a ON a.name = g.account ORDER BY a.id, g.country),
            added AS (
                INSERT INTO account_countries (account, country, first_seen) SELECT id, country, $4 FROM given
                ON CONFLICT DO NOTHING RETURNING account, country)
            SELECT g.name, g.country, g.address, g.known
            FROM given g JOIN added a ON a.account = g.id AND a.country = g.country
            """;

    private final Interruption interruption = new Interruption(LOG, "noting where accounts come from");
    private final SqlClient client;
    private final Clock clock;
    private final Strangeness listener;
    private final Gathering<Sighting, String, Boolean> gathering;
    private final Cache<Sighting, Boolean> seen;
    /** By account: what is still being looked up. */
    private final Map<String, Future<?>> underWay = new ConcurrentHashMap<>();

    private record Sighting(String account, String country) {}

    /** Hears of a country that is new to an account which was seen in others before. */
    interface Strangeness {
        void seen(String account, String country, String address, int known);
    }

    Sightings(SqlClient client, Clock clock, Strangeness listener) {
        this.client = client;
        this.clock = clock;
        this.listener = listener;
        this.gathering = new Gathering<>(MOST, TOGETHER, (first, second) -> first, this::look);
        this.seen = Memory.by(clock)
                .maximumSize(MOST)
                .expireAfterWrite(Duration.ofHours(1))
                .build();
    }

    /** Does not wait. */
    void see(String account, String country, String address) {
        var sighting = new Sighting(account, country);
        if (seen.getIfPresent(sighting) == null) {
            var asked = gathering.ask(sighting, address);
            underWay.put(account, asked);
            asked.onComplete(done -> underWay.remove(account, asked));
        }
    }

    /** Completed when what was seen of the account so far is judged; fails where it cannot be. */
    Future<Void> settled(String account) {
        var asked = underWay.get(account);
        return asked == null ? Future.succeededFuture() : asked.mapEmpty();
    }

    /** What an account was seen in may have been taken back. */
    void forget(String account) {
        seen.asMap().keySet().removeIf(sighting -> sighting.account().equals(account));
    }

    private Future<Map<Sighting, Boolean>> look(Map<Sighting, String> batch) {
        var rows = batch.entrySet().stream().toList();
        var parameters = Tuple.tuple()
                .addArrayOfString(
                        rows.stream().map(row -> row.getKey().account()).toArray(String[]::new))
                .addArrayOfString(
                        rows.stream().map(row -> row.getKey().country()).toArray(String[]::new))
                .addArrayOfString(rows.stream().map(Map.Entry::getValue).toArray(String[]::new))
                .addOffsetDateTime(clock.instant().atOffset(ZoneOffset.UTC));
        return interruption.watch(client.preparedQuery(SEE)
                .execute(parameters)
                .timeout(Database.PATIENCE_SECONDS, TimeUnit.SECONDS)
                .map(found -> {
                    batch.keySet().forEach(sighting -> seen.put(sighting, true));
                    var news = new HashMap<Sighting, Boolean>();
                    found.forEach(row -> {
                        var account = row.getString("name");
                        var country = row.getString("country");
                        news.put(new Sighting(account, country), true);
                        if (row.getInteger("known") > 0) {
                            listener.seen(account, country, row.getString("address"), row.getInteger("known"));
                        }
                    });
                    return (Map<Sighting, Boolean>) news;
                }));
    }
}
