package io.vouchpost.guard;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import io.vouchpost.address.AddressBlock;
import io.vouchpost.database.Database;
import io.vouchpost.sasl.AccountName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The lockouts as operators look into them, and end them. */
public final class LockoutRegister {
    /** More are not shown. */
    public static final int MOST = 1_000;

    private static final String ACTIVE = """
            SELECT * FROM lockouts
            WHERE locked_until > $1 AND ($2 = '' OR account = $2) AND ($3 = '' OR network = $3) AND ($4 = '' OR kind = $4)
            ORDER BY locked_until DESC, kind, account, network, fingerprint LIMIT $5
            """;
    private static final String COUNTS = """
            SELECT * FROM lockouts
            WHERE ($1 = '' OR kind = $1) AND ($2 = '' OR account = $2) AND ($3 = '' OR network = $3)
                AND ($4 = '' OR fingerprint = $4)
            ORDER BY locked_until DESC NULLS LAST, last DESC, kind, account, network, fingerprint LIMIT $5
            """;
    private static final String GUESSES = """
            SELECT * FROM guesses
            WHERE ($1 = '' OR account = $1) AND ($2 = '' OR network = $2) AND ($3 = '' OR fingerprint = $3)
            ORDER BY last DESC, account, network, fingerprint LIMIT $4
            """;
    private static final String FAMILIAR = """
            SELECT * FROM familiar WHERE ($1 = '' OR account = $1) AND ($2 = '' OR network = $2)
            ORDER BY last_login DESC, account, network LIMIT $3
            """;
    /** The locks of a pair are of its guesses; those of an account and of a network go by kinds. */
    private static final String CLEAR = """
            WITH guessed AS (
                DELETE FROM guesses
                WHERE ($2 = '' OR account = $2) AND ($3 = '' OR network = $3) AND ($4 = '' OR fingerprint = $4)
                RETURNING 1
            ), locked AS (
                DELETE FROM lockouts
                WHERE ($1::text[] = '{}' OR kind = ANY ($1)) AND ($2 = '' OR account = $2) AND ($3 = '' OR network = $3)
                    AND ($4 = '' OR fingerprint = $4)
                RETURNING 1
            )
            SELECT (SELECT count(*) FROM guessed) + (SELECT count(*) FROM locked)
            """;

    private final SqlClient client;

    public LockoutRegister(SqlClient client) {
        this.client = client;
    }

    /**
     * What somebody may mean who types a key, an account or an address.
     *
     * @param kinds of locks; none: all
     * @param account empty: all; and so on
     */
    public record Subject(List<LockKind> kinds, String account, String network, String fingerprint) {
        public Subject {
            kinds = List.copyOf(kinds);
        }

        static Subject of(LockKey key) {
            var kinds =
                    switch (key.kind()) {
                        case CREDENTIAL -> List.of(LockKind.CREDENTIAL);
                        case PAIR -> List.of(LockKind.PAIR, LockKind.CREDENTIAL);
                        case ACCOUNT, STUFFING -> List.of(LockKind.ACCOUNT, LockKind.STUFFING);
                        case NETWORK, SPRAYING -> List.of(LockKind.NETWORK, LockKind.SPRAYING);
                    };
            return new Subject(kinds, key.account(), key.network(), key.fingerprint());
        }

        /** Empty for what can be neither. An address stands for its network. */
        public static Optional<Subject> of(String typed) {
            return LockKey.of(typed)
                    .filter(key -> !key.account().isEmpty() || !key.network().isEmpty()) // or it would be everybody
                    .map(Subject::of)
                    .or(() -> network(typed).map(network -> new Subject(List.of(), "", network, "")))
                    .or(() -> AccountName.of(typed).map(name -> new Subject(List.of(), name.value(), "", "")));
        }

        private static Optional<String> network(String typed) {
            var slash = typed.indexOf('/');
            return AddressBlock.ofClient(slash < 0 ? typed : typed.substring(0, slash))
                    .map(AddressBlock::toString);
        }
    }

    /**
     * The locks in force.
     *
     * @param account empty: all; likewise the others
     */
    public Future<List<Lockout>> active(String account, String network, Optional<LockKind> kind, Instant now) {
        return run(
                        ACTIVE,
                        Tuple.of(
                                LockoutStore.time(now),
                                account,
                                network,
                                kind.map(LockKind::text).orElse(""),
                                MOST))
                .map(LockoutStore::lockouts);
    }

    /**
     * What is counted, whether it locks or not.
     *
     * @param lock the last one that followed; empty where none did
     */
    public record Count(LockKey key, int count, Instant last, Optional<Lockout> lock) {}

    /** A wrong password, as often as it was tried. */
    public record Guess(String account, String network, String fingerprint, Instant first, Instant last, int times) {}

    /** A network from which an account has logged in. */
    public record Familiar(String account, String network, Instant firstLogin, Instant lastLogin) {}

    /** All that is known of a subject. */
    public record Story(List<Count> counts, List<Guess> guesses, List<Familiar> familiar) {
        public Story {
            counts = List.copyOf(counts);
            guesses = List.copyOf(guesses);
            familiar = List.copyOf(familiar);
        }

        public boolean isEmpty() {
            return counts.isEmpty() && guesses.isEmpty() && familiar.isEmpty();
        }
    }

    public Future<Story> story(Subject subject) {
        var kind = subject.kinds().size() == 1 ? subject.kinds().get(0).text() : "";
        var counts = run(COUNTS, Tuple.of(kind, subject.account(), subject.network(), subject.fingerprint(), MOST));
        var guesses = run(GUESSES, Tuple.of(subject.account(), subject.network(), subject.fingerprint(), MOST));
        var block = AddressBlock.ofClient(bare(subject.network())).map(Trial::block);
        var familiar = run(FAMILIAR, Tuple.of(subject.account(), block.orElse(subject.network()), MOST));
        return Future.all(counts, guesses, familiar)
                .map(all -> new Story(
                        counts.result().stream()
                                .flatMap(row -> count(row).stream())
                                .toList(),
                        guesses.result().stream().map(LockoutRegister::guess).toList(),
                        familiar.result().stream()
                                .map(LockoutRegister::familiar)
                                .toList()));
    }

    private static String bare(String network) {
        int slash = network.indexOf('/');
        return slash < 0 ? network : network.substring(0, slash);
    }

    /**
     * Ends locks, and forgets the guesses that led to them.
     *
     * @return false where there was nothing
     */
    public Future<Boolean> clear(Subject subject) {
        var kinds = subject.kinds().stream().map(LockKind::text).toArray(String[]::new);
        return run(CLEAR, Tuple.of(kinds, subject.account(), subject.network(), subject.fingerprint()))
                .map(rows -> rows.iterator().next().getLong(0) > 0);
    }

    private Future<RowSet<Row>> run(String sql, Tuple parameters) {
        return client.preparedQuery(sql).execute(parameters).timeout(Database.PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private static Optional<Count> count(Row row) {
        return LockoutStore.key(row.getString("kind"), row::getString)
                .map(key -> new Count(
                        key,
                        row.getInteger("count"),
                        row.getOffsetDateTime("last").toInstant(),
                        LockoutStore.lockout(row)));
    }

    private static Guess guess(Row row) {
        return new Guess(
                row.getString("account"),
                row.getString("network"),
                row.getString("fingerprint"),
                row.getOffsetDateTime("first").toInstant(),
                row.getOffsetDateTime("last").toInstant(),
                row.getInteger("times"));
    }

    private static Familiar familiar(Row row) {
        return new Familiar(
                row.getString("account"),
                row.getString("network"),
                row.getOffsetDateTime("first_login").toInstant(),
                row.getOffsetDateTime("last_login").toInstant());
    }
}
