package io.vouchpost.account;

import io.vertx.core.Future;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authorization.Authorization;
import io.vertx.ext.auth.authorization.PermissionBasedAuthorization;
import io.vertx.ext.auth.authorization.RoleBasedAuthorization;
import io.vertx.ext.auth.sqlclient.SqlAuthorization;
import io.vertx.ext.auth.sqlclient.SqlAuthorizationOptions;
import io.vertx.sqlclient.SqlClient;
import io.vouchpost.database.Database;
import io.vouchpost.sasl.AccountName;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Roles and permissions of one account, by Vert.x' {@link SqlAuthorization}: two statements, one after the other. They are
 * asked for when an account is not remembered, which is about once until it changes.
 */
final class Authorizations {
    private static final String ROLES = """
            SELECT r.role FROM account_roles r JOIN accounts a ON a.id = r.account WHERE a.name = $1
            """;
    /** A permission by a role has the role before it, for whoever explains a refusal. */
    private static final String PERMISSIONS = """
            SELECT p.permission FROM account_permissions p JOIN accounts a ON a.id = p.account WHERE a.name = $1
            UNION ALL
            SELECT r.role || ': ' || p.permission
            FROM account_roles r JOIN accounts a ON a.id = r.account JOIN role_permissions p ON p.role = r.role
            WHERE a.name = $1
            """;

    private final SqlAuthorization provider;

    /**
     * What an account has.
     *
     * @param roles sorted
     * @param permissions likewise; those by a role as {@code staff: send *@example.org}
     */
    record Authorized(List<String> roles, List<String> permissions) {}

    Authorizations(SqlClient client) {
        provider = SqlAuthorization.create(
                client, new SqlAuthorizationOptions().setRolesQuery(ROLES).setPermissionsQuery(PERMISSIONS));
    }

    /** Nothing for one that does not exist. */
    Future<Authorized> of(AccountName name) {
        var user = User.fromName(name.value());
        return provider.getAuthorizations(user)
                .timeout(Database.PATIENCE_SECONDS, TimeUnit.SECONDS)
                .map(loaded -> authorized(user));
    }

    private Authorized authorized(User user) {
        var all = new ArrayList<Authorization>();
        user.authorizations().forEach(provider.getId(), all::add);
        return new Authorized(
                sorted(only(all, RoleBasedAuthorization.class).map(RoleBasedAuthorization::getRole)),
                sorted(only(all, PermissionBasedAuthorization.class).map(PermissionBasedAuthorization::getPermission)));
    }

    private static <T> Stream<T> only(List<Authorization> all, Class<T> kind) {
        return all.stream().filter(kind::isInstance).map(kind::cast);
    }

    private static List<String> sorted(Stream<String> texts) {
        return List.copyOf(texts.sorted().toList());
    }
}
