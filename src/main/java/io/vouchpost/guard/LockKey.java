package io.vouchpost.guard;

import java.util.Optional;

/**
 * What is counted. Written as {@code account:alice@example.org}, {@code stuffing:alice@example.org}, {@code network:192.0.2.1},
 * {@code spraying:2001:db8::/64}, {@code pair:192.0.2.1,alice@example.org} or {@code credential:192.0.2.1,a3f1,alice@example.org}.
 *
 * @param account as normalized; empty where it does not matter
 * @param network an IPv4 address or an IPv6 /64; empty likewise
 * @param fingerprint see {@link Trial}; empty likewise
 */
public record LockKey(LockKind kind, String account, String network, String fingerprint) {

    /** What is written like one; empty for what is not. */
    public static Optional<LockKey> of(String text) {
        int colon = text.indexOf(':');
        return colon < 0
                ? Optional.empty()
                : LockKind.of(text.substring(0, colon)).flatMap(kind -> of(kind, text.substring(colon + 1)));
    }

    /** Neither a network nor a fingerprint has a comma in it; an account may. */
    private static Optional<LockKey> of(LockKind kind, String rest) {
        return switch (kind) {
            case ACCOUNT, STUFFING -> Optional.of(new LockKey(kind, rest, "", ""));
            case NETWORK, SPRAYING -> Optional.of(new LockKey(kind, "", rest, ""));
            case PAIR -> {
                var parts = rest.split(",", 2);
                yield parts.length < 2 ? Optional.empty() : Optional.of(new LockKey(kind, parts[1], parts[0], ""));
            }
            case CREDENTIAL -> {
                var parts = rest.split(",", 3);
                yield parts.length < 3
                        ? Optional.empty()
                        : Optional.of(new LockKey(kind, parts[2], parts[0], parts[1]));
            }
        };
    }

    @Override
    public String toString() {
        return kind.text() + ":"
                + switch (kind) {
                    case ACCOUNT, STUFFING -> account;
                    case NETWORK, SPRAYING -> network;
                    case PAIR -> network + "," + account;
                    case CREDENTIAL -> network + "," + fingerprint + "," + account;
                };
    }
}
