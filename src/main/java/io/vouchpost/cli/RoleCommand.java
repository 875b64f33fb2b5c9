package io.vouchpost.cli;

import io.vertx.core.Future;
import io.vouchpost.account.RoleName;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code role …}: what all may who have a role. */
@Command(
        name = "role",
        description = "Roles, and what all may who have one. Changes hold for the next message.",
        subcommands = RoleCommand.OfRole.class)
public final class RoleCommand {
    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli reads it
    private HelpOption help = new HelpOption();

    @Command(description = "All roles that an account has or that give a permission.")
    int list(@Mixin OnDatabase database) {
        return database.run(opened -> opened.roles().list().map(PermissionAnswers::roles));
    }

    /** {@code role permission …} */
    @Command(name = "permission", description = "What a role may.")
    static final class OfRole {
        @Mixin
        @SuppressWarnings("UnusedVariable") // picocli reads it
        private HelpOption help = new HelpOption();

        @Command(description = "Give a role a permission.")
        int add(
                @Mixin OnDatabase database,
                @Parameters(paramLabel = "ROLE", description = PermissionWords.ROLE) String typed,
                @Parameters(paramLabel = "PERMISSION", arity = "1..*", description = PermissionWords.PERMISSION)
                        List<String> words) {
            return database.run(() -> Given.of(typed, words), (opened, given) -> opened.roles()
                    .permit(given.role(), given.permission())
                    .map(v -> PermissionAnswers.changed(given.role(), "has the permission " + given.permission())));
        }

        @Command(description = "Take a permission from a role.")
        int remove(
                @Mixin OnDatabase database,
                @Parameters(paramLabel = "ROLE", description = PermissionWords.ROLE) String typed,
                @Parameters(paramLabel = "PERMISSION", arity = "1..*", description = PermissionWords.PERMISSION)
                        List<String> words) {
            return database.run(() -> Given.of(typed, words), (opened, given) -> opened.roles()
                    .forbid(given.role(), given.permission())
                    .map(v -> PermissionAnswers.changed(
                            given.role(), "no longer has the permission " + given.permission())));
        }

        @Command(description = "The permissions of a role.")
        int list(
                @Mixin OnDatabase database,
                @Parameters(paramLabel = "ROLE", description = PermissionWords.ROLE) String typed) {
            return database.run(
                    () -> PermissionWords.role(typed),
                    (opened, role) -> opened.roles().list().compose(all -> all.stream()
                            .filter(it -> it.name().equals(role.value()))
                            .findFirst()
                            .map(it -> Future.succeededFuture(PermissionAnswers.lines(
                                    it.permissions(), "The role " + role + " has no permissions.")))
                            .orElseGet(() -> Future.failedFuture(
                                    new CommandException("Nobody has the role " + role + ", and it may nothing.")))));
        }
    }

    private record Given(RoleName role, String permission) {
        static Given of(String role, List<String> words) {
            return new Given(
                    PermissionWords.role(role),
                    PermissionWords.permission(words).toString());
        }
    }
}
