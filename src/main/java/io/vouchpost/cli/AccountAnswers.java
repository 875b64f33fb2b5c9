package io.vouchpost.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vouchpost.account.Account;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How accounts are told of, to people and to programs. */
final class AccountAnswers {
    private AccountAnswers() {}

    static Answer added(Account account) {
        var text = account.identities().isEmpty()
                ? "Added " + account.name() + ". It cannot send yet: account identity add " + account.name()
                        + " ADDRESS gives it an address."
                : "Added " + account.name() + ", which may send as " + String.join(", ", account.identities()) + ".";
        return new Answer(text, json(account));
    }

    /** A sentence about the account. */
    static Answer changed(String name, String predicate) {
        return new Answer(
                "The account " + name + " " + predicate + ".",
                new JsonObject().put("account", name).put("done", predicate));
    }

    static Answer contact(String name, Optional<String> address) {
        return new Answer(
                address.map(it -> "The owner of " + name + " is told at " + it + ".")
                        .orElse("The account " + name + " has no contact: account contact " + name
                                + " ADDRESS gives it one."),
                new JsonObject().put("account", name).put("contact", address.orElse(null)));
    }

    static Answer one(Account account) {
        var lines = new ArrayList<>(List.of(
                account.name(),
                "  status       " + status(account),
                "  null sender  " + (account.nullSender() ? "allowed" : "not allowed"),
                "  identities   " + identities(account)));
        if (!account.roles().isEmpty()) {
            lines.add("  roles        " + String.join(", ", account.roles()));
        }
        if (!account.permissions().isEmpty()) {
            lines.add("  permissions  " + String.join(", ", account.permissions()));
        }
        return new Answer(String.join("\n", lines), json(account));
    }

    static Answer table(List<Account> accounts) {
        var all = new JsonArray();
        var table = new Table("NAME", "STATUS", "NULL SENDER", "IDENTITIES");
        for (var account : accounts) {
            all.add(json(account));
            table.row(account.name(), status(account), account.nullSender() ? "yes" : "no", identities(account));
        }
        return new Answer(
                accounts.isEmpty() ? "There are no accounts yet: account add NAME makes one." : table.toString(), all);
    }

    private static String status(Account account) {
        return account.enabled() ? "enabled" : "disabled";
    }

    private static String identities(Account account) {
        return account.identities().isEmpty() ? "none" : String.join(", ", account.identities());
    }

    private static JsonObject json(Account account) {
        var json = new JsonObject()
                .put("name", account.name())
                .put("enabled", account.enabled())
                .put("nullSender", account.nullSender())
                .put("identities", new JsonArray(account.identities()));
        if (!account.roles().isEmpty()) {
            json.put("roles", new JsonArray(account.roles()));
        }
        if (!account.permissions().isEmpty()) {
            json.put("permissions", new JsonArray(account.permissions()));
        }
        return json;
    }
}
