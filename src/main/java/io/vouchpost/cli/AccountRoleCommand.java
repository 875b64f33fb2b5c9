package io.vouchpost.cli;

import static io.vouchpost.cli.AccountAnswers.changed;
import static io.vouchpost.cli.PermissionWords.role;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code account role …}: the roles that an account has. */
@Command(name = "role", description = "The roles that an account has. What a role may: vouchpost role permission.")
public final class AccountRoleCommand {
    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli reads it
    private HelpOption help = new HelpOption();

    @Command(description = "Give an account a role, with all that the role may.")
    int add(
            @Mixin OnDatabase database,
            @Parameters(paramLabel = "NAME") String name,
            @Parameters(paramLabel = "ROLE", description = PermissionWords.ROLE) String typed) {
        return database.run(
                () -> role(typed),
                (opened, role) -> opened.roles().addTo(name, role).map(v -> changed(name, "has the role " + role)));
    }

    @Command(description = "Take a role from an account.")
    int remove(
            @Mixin OnDatabase database,
            @Parameters(paramLabel = "NAME") String name,
            @Parameters(paramLabel = "ROLE", description = PermissionWords.ROLE) String typed) {
        return database.run(() -> role(typed), (opened, role) -> opened.roles()
                .removeFrom(name, role)
                .map(v -> changed(name, "no longer has the role " + role)));
    }

    @Command(description = "The roles of an account.")
    int list(@Mixin OnDatabase database, @Parameters(paramLabel = "NAME") String name) {
        return database.run(opened -> opened.account(name)
                .map(account -> PermissionAnswers.lines(account.roles(), account.name() + " has no role.")));
    }
}
