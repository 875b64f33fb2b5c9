package io.vouchpost.guard;

import io.vouchpost.address.AddressBlock;
import io.vouchpost.sasl.AccountName;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An attempt as it is counted. The database can keep whatever is in it, also where the client sent what it could not.
 *
 * @param account as normalized; empty where the client has named none, or what cannot be one
 * @param network an IPv4 address or an IPv6 /64; the address as it is where it is none of the Internet's
 * @param block the network that may be familiar: an IPv4 /24 or an IPv6 /56; empty where there is none
 * @param fingerprint of the password; where none is shown, the mechanism and the client's name, with a slash in between
 * @param spared whether the network is neither counted nor locked
 */
record Trial(String account, String network, String block, String fingerprint, boolean spared) {
    private static final int FAMILIAR_IPV4 = 24;
    private static final int FAMILIAR_IPV6 = 56;
    private static final int LONGEST = 64;

    static Trial of(Guard.Attempt attempt, boolean spared) {
        var network = AddressBlock.ofClient(attempt.address());
        return new Trial(
                AccountName.valueOrNobodys(attempt.authcid()),
                network.map(AddressBlock::toString).orElseGet(() -> word(attempt.address())),
                network.map(Trial::block).orElse(""),
                fingerprint(attempt),
                spared || network.isEmpty());
    }

    static String block(AddressBlock network) {
        return network.around(FAMILIAR_IPV4, FAMILIAR_IPV6).toString();
    }

    /** Passwords that are not shown cannot be told apart; who tries them can, nearly. */
    private static String fingerprint(Guard.Attempt attempt) {
        return attempt.fingerprint().isEmpty()
                ? word(attempt.mechanism().toUpperCase(Locale.ROOT)) + "/" + word(attempt.clientName())
                : word(attempt.fingerprint());
    }

    /** No comma, which keys have between their parts, and no slash. */
    static String word(String text) {
        var bounded = text.length() > LONGEST ? text.substring(0, LONGEST) : text;
        return bounded.replaceAll("[^A-Za-z0-9.:_\\[\\]-]", "_");
    }

    LockKey key(LockKind kind) {
        return switch (kind) {
            case CREDENTIAL -> new LockKey(kind, account, network, fingerprint);
            case PAIR -> new LockKey(kind, account, network, "");
            case ACCOUNT, STUFFING -> new LockKey(kind, account, "", "");
            case NETWORK, SPRAYING -> new LockKey(kind, "", network, "");
        };
    }

    /** What a name has that is one; an attempt without a name is counted for its network only. */
    boolean isNamed() {
        return !account.isEmpty();
    }

    /** Those that hold for everybody. */
    Stream<LockKey> ownLocks() {
        return Stream.of(LockKind.CREDENTIAL, LockKind.PAIR)
                .filter(kind -> (isNamed() && !spared) || (kind == LockKind.CREDENTIAL && showsPassword()))
                .map(this::key);
    }

    /** Otherwise the fingerprint is of whoever tries it, and others on its network may call themselves the same. */
    private boolean showsPassword() {
        return fingerprint.indexOf('/') < 0;
    }

    /** Those that hold for strangers. */
    Stream<LockKey> strangersLocks() {
        return Stream.of(LockKind.values())
                .filter(LockKind::sparesTheFamiliar)
                .filter(kind -> kind.isOfNetwork() || isNamed())
                .map(this::key);
    }

    /** What strangers take turns at. */
    List<Turns.Lane> lanes() {
        return Stream.of(
                        Optional.of(new Turns.Lane(key(LockKind.NETWORK), 16)),
                        Optional.of(new Turns.Lane(key(LockKind.PAIR), 4)).filter(lane -> isNamed()),
                        Optional.of(new Turns.Lane(key(LockKind.ACCOUNT), 16)).filter(lane -> isNamed()))
                .flatMap(Optional::stream)
                .toList();
    }
}
