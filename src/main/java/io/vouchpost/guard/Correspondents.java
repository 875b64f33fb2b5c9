package io.vouchpost.guard;

import com.github.benmanes.caffeine.cache.Cache;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import io.vouchpost.database.Database;
import io.vouchpost.database.Interruption;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * To whom accounts have written of late, kept only for those whose new recipients are counted. Many questions go together in
 * one statement. Safe for all threads.
 */
final class Correspondents {
    private static final Logger LOG = LoggerFactory.getLogger(Correspondents.class);
    private static final Duration LATE = Duration.ofDays(90);
    private static final Duration REMEMBERED = Duration.ofHours(12);
    private static final long MOST_REMEMBERED = 200_000;
    private static final int HASH_OCTETS = 16;
    private static final int SWEPT = 10_000;
    private static final long SWEEP_MILLIS = Duration.ofHours(1).toMillis();

    private static final String KNOWN = """
            SELECT account, recipient FROM correspondents
            JOIN unnest($1::text[], $2::bytea[]) AS asked (account, recipient) USING (account, recipient)
            WHERE last > $3
            """;
    /** The time is to the day: who writes each minute changes nothing each minute. */
    private static final String MEET = """
            INSERT INTO correspondents AS c (account, recipient, last)
            SELECT account, recipient, $3 FROM unnest($1::text[], $2::bytea[]) AS met (account, recipient)
            ON CONFLICT (account, recipient) DO UPDATE SET last = $3 WHERE c.last < $3 - interval '1 day'
            """;

    private static final String SWEEP = """
            DELETE FROM correspondents WHERE (account, recipient) IN (
                SELECT account, recipient FROM correspondents WHERE last < $1
                ORDER BY last LIMIT $2 FOR UPDATE SKIP LOCKED)
            """;

    private final Vertx vertx;
    private final SqlClient client;
    private final Clock clock;
    private final Together<Pair, Set<Pair>> asking;
    private final Together<Pair, Void> meeting;
    private final Cache<Pair, Boolean> known;
    private final Answers answers;
    private final Interruption keeping = new Interruption(LOG, "keeping to whom accounts write");
    private final long sweeping;

    /** An account with the hash of a recipient. */
    private record Pair(String account, Buffer recipient) {
        /** In which all gateways write, so that none waits for another that waits for it. */
        static final Comparator<Pair> ORDER = Comparator.comparing(Pair::account)
                .thenComparing(pair -> pair.recipient().getBytes(), Arrays::compareUnsigned);

        static Pair of(String account, String recipient) {
            try {
                var digest = MessageDigest.getInstance("SHA-256")
                        .digest((account + '\n' + recipient).getBytes(StandardCharsets.UTF_8));
                return new Pair(account, Buffer.buffer(Arrays.copyOf(digest, HASH_OCTETS)));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e); // every Java has it
            }
        }
    }

    Correspondents(Vertx vertx, SqlClient client, Clock clock) {
        this.vertx = vertx;
        this.client = client;
        this.clock = clock;
        this.known = Memory.by(clock)
                .maximumSize(MOST_REMEMBERED)
                .expireAfterWrite(REMEMBERED)
                .build();
        this.answers = new Answers(clock);
        this.asking = new Together<>(vertx, this::ask);
        this.meeting = new Together<>(vertx, this::write);
        this.sweeping = vertx.setPeriodic(SWEEP_MILLIS, timer -> sweep());
    }

    /** How many of them are new to the account; fails when the database is away. */
    Future<Long> strangers(String account, List<String> recipients) {
        return newAmong(account, Set.copyOf(recipients)).map(strangers -> (long) strangers.size());
    }

    /**
     * The same for a message that others may still be added to. Asks about those only that were not asked about within the
     * minute; who has become known to another gateway since is taken for new until it is over.
     */
    Future<Long> strangersSoFar(String account, List<String> recipients) {
        var answered = answers.about(account, recipients);
        long before = answered.values().stream().filter(isNew -> isNew).count();
        var unasked = recipients.stream()
                .filter(recipient -> !answered.containsKey(recipient))
                .collect(Collectors.toSet());
        return newAmong(account, unasked).map(strangers -> {
            answers.keep(account, unasked, strangers);
            return before + strangers.size();
        });
    }

    private Future<Set<String>> newAmong(String account, Set<String> recipients) {
        var doubtful = recipients.stream()
                .collect(Collectors.toMap(recipient -> recipient, recipient -> Pair.of(account, recipient)));
        doubtful.values().removeIf(pair -> known.getIfPresent(pair) != null);
        if (doubtful.isEmpty()) {
            return Future.succeededFuture(Set.of());
        }
        return asking.add(Set.copyOf(doubtful.values())).map(found -> {
            doubtful.values().removeIf(found::contains);
            return doubtful.keySet();
        });
    }

    /** The account has written to them; completed when all gateways know it. Fails never. */
    Future<Void> meet(String account, List<String> recipients) {
        var met = pairs(account, recipients);
        met.removeIf(pair -> known.getIfPresent(pair) != null);
        if (met.isEmpty()) {
            return Future.succeededFuture();
        }
        return keeping.watch(meeting.add(met))
                .onSuccess(written -> {
                    met.forEach(pair -> known.put(pair, true));
                    answers.met(account, recipients);
                })
                .otherwiseEmpty();
    }

    private static Set<Pair> pairs(String account, List<String> recipients) {
        return recipients.stream()
                .map(recipient -> Pair.of(account, recipient))
                .collect(Collectors.toCollection(() -> new TreeSet<>(Pair.ORDER)));
    }

    private Future<Set<Pair>> ask(Collection<Pair> pairs) {
        return client.preparedQuery(KNOWN)
                .execute(tuple(pairs, clock.instant().minus(LATE)))
                .timeout(Database.PATIENCE_SECONDS, TimeUnit.SECONDS)
                .map(rows -> rows.stream()
                        .map(row -> new Pair(row.getString("account"), row.getBuffer("recipient")))
                        .collect(Collectors.toSet()));
    }

    private Future<Void> write(Collection<Pair> pairs) {
        var sorted = new TreeSet<>(Pair.ORDER);
        sorted.addAll(pairs);
        return client.preparedQuery(MEET)
                .execute(tuple(sorted, clock.instant()))
                .timeout(Database.PATIENCE_SECONDS, TimeUnit.SECONDS)
                .mapEmpty();
    }

    private static Tuple tuple(Collection<Pair> pairs, Instant time) {
        return Tuple.of(
                pairs.stream().map(Pair::account).toArray(String[]::new),
                pairs.stream().map(Pair::recipient).toArray(Buffer[]::new),
                time(time));
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    /** Removes those to whom nothing was written for long. */
    Future<Integer> sweep() {
        return client.preparedQuery(SWEEP)
                .execute(Tuple.of(time(clock.instant().minus(LATE)), SWEPT))
                .timeout(Database.PATIENCE_SECONDS, TimeUnit.SECONDS)
                .map(rows -> rows.rowCount())
                .onFailure(problem -> LOG.warn("old correspondents could not be removed: {}", problem.toString()));
    }

    void close() {
        vertx.cancelTimer(sweeping);
    }
}
