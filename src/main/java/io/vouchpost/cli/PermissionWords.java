package io.vouchpost.cli;

import io.vouchpost.account.RoleName;
import io.vouchpost.policy.Permission;
import io.vouchpost.policy.Reading;
import java.util.List;

/** Permissions and roles as they are typed. */
final class PermissionWords {
    static final String PERMISSION = "One of: send PATTERN, on-behalf PATTERN, act-as ACCOUNT, null-sender, to PATTERN,"
            + " not-to PATTERN. A pattern is an address, *@example.org, *@*.example.org or *; put it in quotes.";
    static final String ROLE = "Letters, digits, dots, hyphens and underscores.";

    private PermissionWords() {}

    /**
     * @param words in one argument or in several
     * @throws CommandException where they are no permission
     */
    static Permission permission(List<String> words) {
        var read = Permission.read(String.join(" ", words));
        if (read instanceof Permission permission) {
            return permission;
        }
        throw new CommandException(((Reading.Unreadable) read).problem());
    }

    /**
     * @throws CommandException where it is no name of a role
     */
    static RoleName role(String typed) {
        return RoleName.of(typed)
                .orElseThrow(
                        () -> new CommandException("A role has a name of 1 to 64 letters, digits, dots, hyphens and"
                                + " underscores. This is none: " + typed));
    }
}
