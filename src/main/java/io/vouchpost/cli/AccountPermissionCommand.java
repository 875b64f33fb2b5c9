package io.vouchpost.cli;

import static io.vouchpost.cli.AccountAnswers.changed;
import static io.vouchpost.cli.PermissionWords.permission;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code account permission …}: what an account may by itself, beside its identities and roles. */
@Command(name = "permission", description = "What an account may by itself, beside its identities and roles.")
public final class AccountPermissionCommand {
    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli reads it
    private HelpOption help = new HelpOption();

    @Command(description = "Give an account a permission of its own.")
    int add(
            @Mixin OnDatabase database,
            @Parameters(paramLabel = "NAME") String name,
            @Parameters(paramLabel = "PERMISSION", arity = "1..*", description = PermissionWords.PERMISSION)
                    List<String> words) {
        return database.run(() -> permission(words), (opened, permission) -> opened.roles()
                .permit(name, permission.toString())
                .map(v -> changed(name, "has the permission " + permission)));
    }

    @Command(description = "Take a permission of its own from an account.")
    int remove(
            @Mixin OnDatabase database,
            @Parameters(paramLabel = "NAME") String name,
            @Parameters(paramLabel = "PERMISSION", arity = "1..*", description = PermissionWords.PERMISSION)
                    List<String> words) {
        return database.run(() -> permission(words), (opened, permission) -> opened.roles()
                .forbid(name, permission.toString())
                .map(v -> changed(name, "no longer has the permission " + permission)));
    }

    @Command(description = "The permissions of an account; those by a role have its name before them.")
    int list(@Mixin OnDatabase database, @Parameters(paramLabel = "NAME") String name) {
        return database.run(opened -> opened.account(name)
                .map(account ->
                        PermissionAnswers.lines(account.permissions(), account.name() + " has no permissions.")));
    }
}
