package io.vouchpost.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vouchpost.account.Account;
import java.util.List;

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

    static Answer one(Account account) {
        var lines = List.of(
                account.name(),
                "  status       " + status(account),
                "  null sender  " + (account.nullSender() ? "allowed" : "not allowed"),
                "  identities   " + identities(account));
        return new Answer(String.join(System.lineSeparator(), lines), json(account));
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
        return new JsonObject()
                .put("name", account.name())
                .put("enabled", account.enabled())
                .put("nullSender", account.nullSender())
                .put("identities", new JsonArray(account.identities()));
    }
}
