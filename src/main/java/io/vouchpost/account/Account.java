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
 */
public record Account(String name, boolean enabled, boolean nullSender, List<String> identities) {

    public Account {
        identities = List.copyOf(identities);
    }
}
