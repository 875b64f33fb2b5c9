package io.vouchpost.account;

import java.util.List;

/**
 * Somebody or something that may log in.
 *
 * @param name what it logs in by, in lower case
 * @param enabled whether it may
 * @param nullSender whether it may send with {@code MAIL FROM:<>}
 * @param identities addresses that it may send as, in lower case: {@code alice@example.org}, or {@code *@example.org} for
 *     all of a domain
 * @param roles it has, sorted
 * @param permissions its own and those of its roles, as {@code io.vouchpost.policy.Permission} writes them; those by a role
 *     have it before them: {@code staff: send *@example.org}
 */
public record Account(
        String name,
        boolean enabled,
        boolean nullSender,
        List<String> identities,
        List<String> roles,
        List<String> permissions) {

    public Account {
        identities = List.copyOf(identities);
        roles = List.copyOf(roles);
        permissions = List.copyOf(permissions);
    }

    /** Without roles and permissions. */
    public Account(String name, boolean enabled, boolean nullSender, List<String> identities) {
        this(name, enabled, nullSender, identities, List.of(), List.of());
    }
}
