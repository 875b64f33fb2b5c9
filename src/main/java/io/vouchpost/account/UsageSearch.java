package io.vouchpost.account;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import io.vouchpost.database.Database;
import io.vouchpost.sasl.AccountName;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Finds who still logs in by what: whom it would hit to switch a mechanism or a TLS version off. */
public final class UsageSearch {
    private static final String SELECT = """
            SELECT a.name, u.mechanism, u.tls_version, u.credential, u.client, u.address, u.logins, u.last_seen
            FROM usage u JOIN accounts a ON a.id = u.account
            WHERE ($1::text IS NULL OR a.name = $1) AND ($2::text IS NULL OR u.mechanism = $2)
              AND ($3::text IS NULL OR u.tls_version = $3)
            ORDER BY a.name, u.last_seen DESC, u.mechanism, u.tls_version, u.credential, u.client
            """;

    private final SqlClient client;

    /**
     * One way in which one account is used.
     *
     * @param address the last
     * @param lastSeen when it was last logged in so
     */
    public record Use(UsageLog.Kind kind, String address, long logins, Instant lastSeen) {}

    public UsageSearch(SqlClient client) {
        this.client = client;
    }

    /**
     * By account, the latest first.
     *
     * @param account of this one only; where given, one that does not exist fails with an {@link AccountException}
     * @param mechanism by this one only, as registered
     * @param tls over this version only, such as {@code TLSv1.2} or {@code 1.2}
     */
    public Future<List<Use>> find(Optional<String> account, Optional<String> mechanism, Optional<String> tls) {
        var name = account.map(it -> AccountName.of(it).map(AccountName::value).orElse(""));
        var filter = Tuple.of(
                name.orElse(null),
                mechanism.map(it -> it.toUpperCase(Locale.ROOT)).orElse(null),
                tls.map(UsageSearch::version).orElse(null));
        return name.map(this::known)
                .orElseGet(Future::succeededFuture)
                .compose(known -> client.preparedQuery(SELECT)
                        .execute(filter)
                        .timeout(Database.PATIENCE_SECONDS, TimeUnit.SECONDS))
                .map(rows -> rows.stream().map(UsageSearch::use).toList());
    }

    private Future<Void> known(String name) {
        return client.preparedQuery("SELECT FROM accounts WHERE name = $1")
                .execute(Tuple.of(name))
                .timeout(Database.PATIENCE_SECONDS, TimeUnit.SECONDS)
                .compose(rows -> rows.size() == 0
                        ? Future.failedFuture(AccountException.unknown(name))
                        : Future.succeededFuture());
    }

    private static String version(String typed) {
        return "TLSv" + typed.replaceFirst("(?i)^(TLS)?v?", "");
    }

    private static Use use(Row row) {
        return new Use(
                new UsageLog.Kind(
                        row.getString("name"),
                        row.getString("mechanism"),
                        row.getString("tls_version"),
                        row.getString("credential"),
                        row.getString("client")),
                row.getString("address"),
                row.getLong("logins"),
                row.getOffsetDateTime("last_seen").toInstant());
    }
}
