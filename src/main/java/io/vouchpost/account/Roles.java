package io.vouchpost.account;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import io.vouchpost.database.Database;
import io.vouchpost.sasl.AccountName;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Gives roles to accounts, and permissions to both, in PostgreSQL, which tells the gateways. Permissions are handed in as
 * {@code io.vouchpost.policy.Permission} writes them. Futures fail with an {@link AccountException} where the request is at
 * fault. To give what is there already is no problem; to take what is not there is.
 */
public final class Roles {
    private static final String ADD_ROLE = """
            WITH account AS (SELECT id FROM accounts WHERE name = $1),
                 added AS (INSERT INTO account_roles (account, role) SELECT id, $2 FROM account ON CONFLICT DO NOTHING)
            SELECT true FROM account
            """;
    private static final String REMOVE_ROLE = """
            WITH account AS (SELECT id FROM accounts WHERE name = $1),
                 removed AS (DELETE FROM account_roles WHERE account = (SELECT id FROM account) AND role = $2 RETURNING 1)
            SELECT EXISTS (SELECT FROM removed) FROM account
            """;
    private static final String ADD_PERMISSION = """
            WITH account AS (SELECT id FROM accounts WHERE name = $1),
                 added AS (INSERT INTO account_permissions (account, permission) SELECT id, $2 FROM account
                           ON CONFLICT DO NOTHING)
            SELECT true FROM account
            """;
    private static final String REMOVE_PERMISSION = """
            WITH account AS (SELECT id FROM accounts WHERE name = $1),
                 removed AS (DELETE FROM account_permissions
                             WHERE account = (SELECT id FROM account) AND permission = $2 RETURNING 1)
            SELECT EXISTS (SELECT FROM removed) FROM account
            """;
    private static final String ADD_TO_ROLE =
            "INSERT INTO role_permissions (role, permission) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    private static final String REMOVE_FROM_ROLE = "DELETE FROM role_permissions WHERE role = $1 AND permission = $2";
    private static final String LIST = """
            SELECT role,
                   array(SELECT a.name FROM account_roles r JOIN accounts a ON a.id = r.account
                         WHERE r.role = names.role ORDER BY a.name LIMIT $1) AS accounts,
                   array(SELECT permission FROM role_permissions p WHERE p.role = names.role ORDER BY permission)
                       AS permissions
            FROM (SELECT role FROM account_roles UNION SELECT role FROM role_permissions) AS names
            ORDER BY role
            """;
    /** Accounts that are shown of one role. */
    private static final int MOST_SHOWN = 100;

    private final SqlClient client;

    /**
     * A role.
     *
     * @param accounts that have it, by name; the first hundred
     * @param permissions that it gives, sorted
     */
    public record Role(String name, List<String> accounts, List<String> permissions) {}

    public Roles(SqlClient client) {
        this.client = client;
    }

    /** All that an account has or that give a permission, by name. */
    public Future<List<Role>> list() {
        return run(LIST, Tuple.of(MOST_SHOWN)).map(rows -> rows.stream()
                .map(row -> new Role(
                        row.getString("role"),
                        List.of(row.getArrayOfStrings("accounts")),
                        List.of(row.getArrayOfStrings("permissions"))))
                .toList());
    }

    public Future<Void> addTo(String account, RoleName role) {
        return ofAccount(account, ADD_ROLE, role.value(), "");
    }

    public Future<Void> removeFrom(String account, RoleName role) {
        return ofAccount(account, REMOVE_ROLE, role.value(), "has no role " + role);
    }

    /** Of the account's own. */
    public Future<Void> permit(String account, String permission) {
        return ofAccount(account, ADD_PERMISSION, permission, "");
    }

    /** Of the account's own. */
    public Future<Void> forbid(String account, String permission) {
        return ofAccount(account, REMOVE_PERMISSION, permission, "has itself no permission " + permission);
    }

    public Future<Void> permit(RoleName role, String permission) {
        return run(ADD_TO_ROLE, Tuple.of(role.value(), permission)).mapEmpty();
    }

    public Future<Void> forbid(RoleName role, String permission) {
        return run(REMOVE_FROM_ROLE, Tuple.of(role.value(), permission))
                .compose(rows -> rows.rowCount() > 0
                        ? Future.succeededFuture()
                        : Future.failedFuture(
                                new AccountException("The role " + role + " has no permission " + permission + ".")));
    }

    private Future<Void> ofAccount(String account, String statement, String value, String otherwise) {
        Function<AccountName, Future<Void>> change =
                name -> run(statement, Tuple.of(name.value(), value)).compose(rows -> outcome(name, rows, otherwise));
        return AccountName.of(account)
                .map(change)
                .orElseGet(() -> Future.failedFuture(AccountException.unknown(account)));
    }

    private static Future<Void> outcome(AccountName name, RowSet<Row> rows, String otherwise) {
        if (rows.size() == 0) {
            return Future.failedFuture(AccountException.unknown(name.value()));
        }
        return rows.iterator().next().getBoolean(0)
                ? Future.succeededFuture()
                : Future.failedFuture(new AccountException("The account " + name + " " + otherwise + "."));
    }

    private Future<RowSet<Row>> run(String sql, Tuple parameters) {
        return client.preparedQuery(sql).execute(parameters).timeout(Database.PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
