package io.vouchpost.dkim;

import io.vouchpost.config.DkimSettings;
import io.vouchpost.dkim.SigningKey.Algorithm;
import java.net.IDN;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The keys, by the domain they sign for. Several for one domain all sign: the old and the new selector while a key is
 * replaced, RSA beside Ed25519.
 */
public final class Keyring {
    private static final int LONGEST_NAME = 253;

    private final Map<String, List<SigningKey>> keys;

    private Keyring(List<SigningKey> keys) {
        this.keys = keys.stream().collect(Collectors.groupingBy(SigningKey::domain));
    }

    /** Reads the files of all keys. Blocks. */
    public static Keyring load(DkimSettings settings) throws UnusableKey {
        List<SigningKey> keys = new ArrayList<>();
        HashSet<String> names = new HashSet<>();
        for (DkimSettings.Key named : settings.keys()) {
            SigningKey key = SigningKey.read(named);
            if (!names.add(key.toString().toLowerCase(Locale.ROOT))) {
                throw new UnusableKey("there are two keys for the selector " + key);
            }
            keys.add(key);
        }
        return new Keyring(keys);
    }

    boolean isEmpty() {
        return keys.isEmpty();
    }

    /**
     * The keys of the domain itself, else those of the closest domain above it that sign for subdomains: then the two are
     * aligned (RFC 7489 §3.1.1).
     *
     * @param domain of an author; anything
     */
    List<SigningKey> of(String domain) {
        String name = ascii(domain).orElse("");
        List<SigningKey> found = keys.getOrDefault(name, List.of());
        for (int dot = name.indexOf('.'); found.isEmpty() && dot >= 0; dot = name.indexOf('.', dot + 1)) {
            found = keys.getOrDefault(name.substring(dot + 1), List.of()).stream()
                    .filter(SigningKey::subdomains)
                    .toList();
        }
        return found;
    }

    /** What has to be in the DNS for each key, by name. */
    public List<PublicRecord> publicRecords() {
        return keys.values().stream()
                .flatMap(List::stream)
                .map(PublicRecord::of)
                .sorted(Comparator.comparing(PublicRecord::name))
                .toList();
    }

    /** What may be meant, but should be known; in sentences without a dot, by domain. */
    public List<String> doubts() {
        List<String> doubts = new ArrayList<>();
        new TreeMap<>(keys).forEach((domain, own) -> {
            own.stream()
                    .filter(SigningKey::isWeak)
                    .forEach(key -> doubts.add("the key of " + key + " has less than 2048 bits, which RFC 8301 wants"));
            if (own.stream().allMatch(key -> key.algorithm() == Algorithm.ED25519)) {
                doubts.add("many receivers do not verify Ed25519; " + domain + " should have an RSA key beside it");
            }
        });
        return doubts;
    }

    /** In A-labels (RFC 5891) and lower case, as names stand in the DNS; empty where that cannot be. */
    static Optional<String> ascii(String domain) {
        try {
            return Optional.of(IDN.toASCII(domain).toLowerCase(Locale.ROOT))
                    .filter(name -> name.length() <= LONGEST_NAME);
        } catch (RuntimeException notAName) {
            return Optional.empty();
        }
    }
}
