package io.vouchpost.guard;

import io.vouchpost.sasl.AccountName;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * Somebody who has to wait.
 *
 * @param key {@code account:alice@example.org}, {@code network:192.0.2.1} or {@code network:2001:db8::/64}
 * @param failures that led to it
 */
public record Lockout(String key, int failures, Instant until) {
    static final String ACCOUNT = "account:";
    static final String NETWORK = "network:";

    /** The keys that somebody may mean who types a key, a name or an address. */
    public static List<String> keys(String typed) {
        if (typed.startsWith(ACCOUNT) || typed.startsWith(NETWORK)) {
            return List.of(typed);
        }
        var account = AccountName.of(typed).map(name -> ACCOUNT + name.value());
        var address = typed.indexOf('/') < 0 ? typed : typed.substring(0, typed.indexOf('/'));
        var network = AddressBlock.ofClient(address).map(block -> NETWORK + block);
        return Stream.concat(account.stream(), network.stream()).toList();
    }
}
