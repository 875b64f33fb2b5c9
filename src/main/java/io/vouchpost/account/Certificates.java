package io.vouchpost.account;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import io.vouchpost.database.Database;
import io.vouchpost.sasl.AccountName;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The client certificates that are pinned to accounts: they stand for the account whoever has signed them. Futures fail with
 * an {@link AccountException} where the request is at fault, with anything else where the database is.
 */
public final class Certificates {
    private static final int LONGEST_LABEL = 64;

    /** An account that one of these addresses is an identity of, and no other account is of that address. */
    private static final String OWNERS = """
            SELECT i.pattern AS address, min(a.name) AS name, bool_and(a.enabled) AS enabled,
                   min(a.second_factor) AS second_factor
            FROM identities i JOIN accounts a ON a.id = i.account
            WHERE i.pattern = ANY($1) AND i.pattern NOT LIKE '*@%' GROUP BY i.pattern HAVING count(DISTINCT a.id) = 1
            """;

    private final SqlClient client;

    public Certificates(SqlClient client) {
        this.client = client;
    }

    /**
     * One that is pinned.
     *
     * @param label for people
     */
    public record Pinned(Fingerprint fingerprint, String label) {}

    /**
     * Whom a certificate may stand for.
     *
     * @param by the address in the certificate, or the account's name
     */
    record Holder(String by, String account, boolean enabled, Factor factor) {}

    /** Pins it; one that is pinned to this account already gets the label. */
    public Future<Void> add(String name, Fingerprint fingerprint, String label) {
        if (label.length() > LONGEST_LABEL || label.chars().anyMatch(Character::isISOControl)) {
            return Future.failedFuture(new AccountException("A label must have at most " + LONGEST_LABEL
                    + " characters, and none of them a control character."));
        }
        return run(
                        "INSERT INTO certificates (fingerprint, account, label)"
                                + " SELECT $2, id, $3 FROM accounts WHERE name = $1"
                                + " ON CONFLICT (fingerprint) DO UPDATE SET label = excluded.label"
                                + " WHERE certificates.account = excluded.account RETURNING 1",
                        Tuple.of(AccountName.valueOrNobodys(name), Buffer.buffer(fingerprint.octets()), label))
                .compose(rows -> rows.size() > 0 ? Future.succeededFuture() : whyNotAdded(name));
    }

    private Future<Void> whyNotAdded(String name) {
        return account(name)
                .compose(found -> Future.failedFuture(
                        found.isEmpty()
                                ? AccountException.unknown(name)
                                : new AccountException("That certificate is pinned to another account already.")));
    }

    /** By label. */
    public Future<List<Pinned>> list(String name) {
        return account(name)
                .compose(found -> found.isEmpty()
                        ? Future.failedFuture(AccountException.unknown(name))
                        : run(
                                        "SELECT c.fingerprint, c.label FROM certificates c JOIN accounts a ON a.id = c.account"
                                                + " WHERE a.name = $1 ORDER BY c.label, c.fingerprint",
                                        Tuple.of(AccountName.valueOrNobodys(name)))
                                .map(rows ->
                                        rows.stream().map(Certificates::pinned).toList()));
    }

    public Future<Void> remove(String name, Fingerprint fingerprint) {
        return run(
                        "DELETE FROM certificates c USING accounts a"
                                + " WHERE a.id = c.account AND a.name = $1 AND c.fingerprint = $2",
                        Tuple.of(AccountName.valueOrNobodys(name), Buffer.buffer(fingerprint.octets())))
                .compose(rows -> rows.rowCount() > 0
                        ? Future.succeededFuture()
                        : Future.failedFuture(new AccountException(
                                "No such certificate is pinned to an account named " + name + ".")));
    }

    /** Whom it is pinned to. */
    Future<Optional<Holder>> find(Fingerprint fingerprint) {
        return run(
                        "SELECT a.name AS address, a.name, a.enabled, a.second_factor FROM certificates c"
                                + " JOIN accounts a ON a.id = c.account WHERE c.fingerprint = $1",
                        Tuple.of(Buffer.buffer(fingerprint.octets())))
                .map(rows -> rows.stream().findFirst().map(Certificates::holder));
    }

    /**
     * Whom these addresses belong to: the account with that name, else the only one with that very identity.
     *
     * @param addresses in the form of account names
     */
    Future<List<Holder>> owners(List<String> addresses) {
        var parameter = Tuple.of(addresses.toArray(String[]::new));
        return run("SELECT name AS address, name, enabled, second_factor FROM accounts WHERE name = ANY($1)", parameter)
                .compose(named -> run(OWNERS, parameter).map(owned -> {
                    var byName = named.stream().map(Certificates::holder).toList();
                    var all = new ArrayList<>(byName);
                    owned.stream()
                            .map(Certificates::holder)
                            .filter(holder ->
                                    byName.stream().noneMatch(it -> it.by().equals(holder.by())))
                            .forEach(all::add);
                    return List.copyOf(all);
                }));
    }

    private Future<Optional<Holder>> account(String name) {
        return run(
                        "SELECT name AS address, name, enabled, second_factor FROM accounts WHERE name = $1",
                        Tuple.of(AccountName.valueOrNobodys(name)))
                .map(rows -> rows.stream().findFirst().map(Certificates::holder));
    }

    private Future<RowSet<Row>> run(String sql, Tuple parameters) {
        return client.preparedQuery(sql).execute(parameters).timeout(Database.PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private static Holder holder(Row row) {
        return new Holder(
                row.getString("address"),
                row.getString("name"),
                row.getBoolean("enabled"),
                Factor.of(row.getString("second_factor")));
    }

    private static Pinned pinned(Row row) {
        return new Pinned(
                new Fingerprint(
                        HexFormat.of().formatHex(row.getBuffer("fingerprint").getBytes())),
                row.getString("label"));
    }
}
