package io.vouchpost.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vouchpost.account.RoleName;
import io.vouchpost.account.Roles;
import java.util.List;

/** How roles and permissions are told of. */
final class PermissionAnswers {
    private PermissionAnswers() {}

    /** One for each line. */
    static Answer lines(List<String> texts, String otherwise) {
        return new Answer(texts.isEmpty() ? otherwise : String.join("\n", texts), new JsonArray(texts));
    }

    static Answer changed(RoleName role, String predicate) {
        return new Answer(
                "The role " + role + " " + predicate + ".",
                new JsonObject().put("role", role.value()).put("done", predicate));
    }

    static Answer roles(List<Roles.Role> roles) {
        var table = new Table("ROLE", "ACCOUNTS", "PERMISSIONS");
        var all = new JsonArray();
        for (var role : roles) {
            table.row(role.name(), orNone(role.accounts()), orNone(role.permissions()));
            all.add(new JsonObject()
                    .put("role", role.name())
                    .put("accounts", new JsonArray(role.accounts()))
                    .put("permissions", new JsonArray(role.permissions())));
        }
        return new Answer(
                roles.isEmpty() ? "There are no roles yet: account role add NAME ROLE gives one." : table.toString(),
                all);
    }

    private static String orNone(List<String> texts) {
        return texts.isEmpty() ? "none" : String.join(", ", texts);
    }
}
