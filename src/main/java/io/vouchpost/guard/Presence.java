package io.vouchpost.guard;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import io.vouchpost.database.Database;
import io.vouchpost.database.Interruption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many connections are logged in as each account, at all gateways together. A gateway lets in a small share of the limit
 * unasked; beyond that it tells the others how many it has, and hears how many they have. It does so again every ten seconds: a
 * gateway that is gone counts no more half a minute later. Safe for all threads.
 */
public final class Presence {
    private static final Logger LOG = LoggerFactory.getLogger(Presence.class);
    private static final Duration LASTS = Duration.ofSeconds(30);
    private static final long BEAT_MILLIS = 10_000;
    private static final long PATIENCE_MILLIS = 250;

    private static final String TELL = "SELECT name, elsewhere FROM presence_tell($1, $2, $3, $4, $5)";
    private static final String SWEEP = """
            DELETE FROM presence WHERE (account, gateway) IN (
                SELECT account, gateway FROM presence WHERE until < $1 ORDER BY until LIMIT 10000 FOR UPDATE SKIP LOCKED)
            """;

    private final Interruption interruption = new Interruption(LOG, "telling who is connected");
    private final Vertx vertx;
    private final SqlClient client;
    private final Clock clock;
    private final long patienceMillis;
    private final UUID gateway = UUID.randomUUID();
    private final ConcurrentMap<String, Integer> here = new ConcurrentHashMap<>();
    /** Accounts of which the others know. */
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    private final Together<String, Map<String, Long>> telling;
    private final long beating;

    public Presence(Vertx vertx, SqlClient client, Clock clock) {
        this(vertx, client, clock, PATIENCE_MILLIS);
    }

    /**
     * @param patienceMillis how long a log-in waits for the database
     */
    Presence(Vertx vertx, SqlClient client, Clock clock, long patienceMillis) {
        this.vertx = vertx;
        this.client = client;
        this.clock = clock;
        this.patienceMillis = patienceMillis;
        this.telling = new Together<>(vertx, this::tell);
        this.beating = vertx.setPeriodic(BEAT_MILLIS, beat -> beat());
    }

    /**
     * Counts a connection as one of the account, or says that the limit is reached; then it is not counted. Fails never; when
     * the database is away, those of this gateway decide.
     *
     * @param limit logged in as the account
     */
    public Future<Optional<Ruling.Wait>> enter(String account, int limit) {
        int rank = here.merge(account, 1, Integer::sum);
        if (rank > limit) {
            return Future.succeededFuture(Optional.of(refuse(account, limit)));
        }
        if (rank <= Counter.share(limit)) {
            return Future.succeededFuture(Optional.empty());
        }
        return telling.add(List.of(account))
                .timeout(patienceMillis, TimeUnit.MILLISECONDS)
                .otherwise(Map.of())
                .map(elsewhere -> rank + elsewhere.getOrDefault(account, 0L) > limit
                        ? Optional.of(refuse(account, limit))
                        : Optional.empty());
    }

    private Ruling.Wait refuse(String account, int limit) {
        leave(account);
        return new Ruling.Wait(
                Ruling.ACCOUNT_CONNECTIONS, limit + " connections logged in as " + account, clock.instant());
    }

    /** One that was let in has gone. */
    public void leave(String account) {
        here.computeIfPresent(account, (name, count) -> count == 1 ? null : count - 1);
        if (told.contains(account)) {
            telling.add(List.of(account));
        }
    }

    private Future<Map<String, Long>> tell(Collection<String> accounts) {
        var sorted = new TreeSet<>(accounts);
        told.addAll(sorted);
        var now = clock.instant();
        return client.preparedQuery(TELL)
                .execute(Tuple.of(
                        gateway,
                        sorted.toArray(String[]::new),
                        sorted.stream().map(name -> here.getOrDefault(name, 0)).toArray(Integer[]::new),
                        time(now),
                        time(now.plus(LASTS))))
                .timeout(Database.PATIENCE_SECONDS, TimeUnit.SECONDS)
                .map(rows -> rows.stream()
                        .collect(Collectors.toMap(row -> row.getString("name"), row -> row.getLong("elsewhere"))));
    }

    /** Who has gone altogether is told a last time. Fails never. */
    Future<Void> beat() {
        var accounts = Set.copyOf(told);
        return interruption
                .watch(client.preparedQuery(SWEEP)
                        .execute(Tuple.of(time(clock.instant())))
                        .timeout(Database.PATIENCE_SECONDS, TimeUnit.SECONDS)
                        .transform(
                                swept -> accounts.isEmpty() ? Future.succeededFuture(Map.of()) : telling.add(accounts)))
                .onSuccess(done -> told.removeIf(account -> !here.containsKey(account)))
                .<Void>mapEmpty()
                .otherwiseEmpty();
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    /** The others need not wait until it is missed. Fails never. */
    public Future<Void> close() {
        vertx.cancelTimer(beating);
        return client.preparedQuery("DELETE FROM presence WHERE gateway = $1")
                .execute(Tuple.of(gateway))
                .timeout(Database.PATIENCE_SECONDS, TimeUnit.SECONDS)
                .<Void>mapEmpty()
                .otherwiseEmpty();
    }
}
