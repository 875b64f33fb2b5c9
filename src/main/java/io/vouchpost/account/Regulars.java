package io.vouchpost.account;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import io.vouchpost.address.AddressBlock;
import io.vouchpost.database.Database;
import io.vouchpost.sasl.AccountName;
import io.vouchpost.sasl.Client;
import io.vouchpost.sasl.Credentials.Verdict;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who has logged in from where of late, in memory: they do not wait behind strangers. A network is an IPv4 address or an IPv6
 * /64, and no wider: whoever is not the account's owner, nor shares a line with one, has the lane of those whose names do not exist.
 */
final class Regulars {
    private static final Logger LOG = LoggerFactory.getLogger(Regulars.class);
    private static final int MOST = 50_000;
    private static final Duration OF_LATE = Duration.ofDays(30);
    private static final String SELECT = """
            SELECT a.name, u.address FROM usage u JOIN accounts a ON a.id = u.account
            WHERE u.last_seen > now() - make_interval(secs => $1) ORDER BY u.last_seen DESC LIMIT $2
            """;

    private final Cache<String, Boolean> seen = bounded();
    private final Cache<String, Boolean> networks = bounded();

    private static Cache<String, Boolean> bounded() {
        return Caffeine.newBuilder()
                .maximumSize(MOST)
                .expireAfterWrite(OF_LATE)
                .executor(Runnable::run)
                .build();
    }

    /** Those that the usage of accounts tells of; without a database, nobody yet. */
    static Future<Regulars> read(SqlClient client) {
        var regulars = new Regulars();
        return client.preparedQuery(SELECT)
                .execute(Tuple.of((double) OF_LATE.toSeconds(), MOST))
                .timeout(Database.PATIENCE_SECONDS, TimeUnit.SECONDS)
                .onFailure(fault -> LOG.warn("who has logged in of late is not known yet: {}", Outage.cause(fault)))
                .<Void>map(rows -> {
                    rows.forEach(regulars::restore);
                    return null;
                })
                .otherwiseEmpty()
                .map(regulars);
    }

    private void restore(Row row) {
        see(row.getString("name"), row.getString("address"));
    }

    private void see(String account, String address) {
        seen.put(key(account, address), true);
        networks.put(network(address), true);
    }

    /** Whoever is accepted is one from now on. */
    void learn(Verdict verdict, Client from) {
        if (verdict instanceof Verdict.Accepted accepted) {
            see(accepted.account(), from.address());
        }
    }

    /** Whether anybody has logged in from there. */
    boolean knows(String address) {
        return networks.getIfPresent(network(address)) != null;
    }

    /** In which lane a client stands who says that it is this account. */
    Place place(String authcid, Client client) {
        var key = key(AccountName.valueOrNobodys(authcid), client.address());
        return seen.getIfPresent(key) == null
                ? new Place(Lane.STRANGERS, network(client.address()))
                : new Place(Lane.REGULARS, key);
    }

    /**
     * Where somebody waits.
     *
     * @param origin those of one take turns with those of others
     */
    record Place(Lane lane, String origin) {
        static final Place SPARE = new Place(Lane.SPARE, "");
    }

    /** No network has a space in it. */
    private static String key(String account, String address) {
        return network(address) + ' ' + account;
    }

    private static String network(String address) {
        return AddressBlock.ofClient(address).map(AddressBlock::toString).orElse(address);
    }
}
