package io.vouchpost.account;

import io.vouchpost.address.AddressBlock;
import io.vouchpost.sasl.AccountName;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A credential of an account that one device has for itself, without its secret.
 *
 * @param label names it within its account
 * @param mechanisms that it may be used with, as registered; none: all
 * @param networks that it may be used from, in CIDR form; none: all
 * @param expires when it ends; empty: never
 */
public record DeviceCredential(
        String label, List<String> mechanisms, List<String> networks, Optional<Instant> expires) {
    private static final int LONGEST_LABEL = 64;
    private static final int MOST_NETWORKS = 50;
    /** What they go by is as good as the password, and so kept under a key. */
    private static final Set<String> SEALED = Set.of("CRAM-MD5", "DIGEST-MD5", "NTLM");

    private static final List<String> BY_PASSWORD = List.of(
            "PLAIN", "LOGIN", "CRAM-MD5", "DIGEST-MD5", "NTLM", "SCRAM-SHA-1", "SCRAM-SHA-256", "SCRAM-SHA-512");

    public DeviceCredential {
        mechanisms = List.copyOf(mechanisms);
        networks = List.copyOf(networks);
    }

    /**
     * As somebody has typed it.
     *
     * @throws AccountException with what is wrong with it
     */
    public static DeviceCredential typed(
            String label, List<String> mechanisms, List<String> networks, Optional<Instant> expires) {
        var name = label.strip();
        if (name.length() > LONGEST_LABEL || AccountName.of(name).isEmpty()) {
            throw new AccountException(
                    "A label must have 1 to " + LONGEST_LABEL + " characters, all of them visible: such as printer.");
        }
        if (networks.size() > MOST_NETWORKS) {
            throw new AccountException("A credential can have " + MOST_NETWORKS + " networks at most.");
        }
        return new DeviceCredential(
                name,
                mechanisms.stream().map(DeviceCredential::mechanism).distinct().toList(),
                networks.stream().map(DeviceCredential::network).distinct().toList(),
                expires);
    }

    /** One of those that cannot work without a key to seal with, where it is asked for. */
    Optional<String> sealedMechanism() {
        return mechanisms.stream().filter(SEALED::contains).findFirst();
    }

    /** The -PLUS forms of SCRAM are allowed with the mechanism itself. */
    private static String mechanism(String typed) {
        var name = typed.strip().toUpperCase(Locale.ROOT).replaceFirst("-PLUS$", "");
        if (!BY_PASSWORD.contains(name)) {
            throw new AccountException(typed + " is no mechanism for the secret of a device: choose from "
                    + String.join(", ", BY_PASSWORD) + ".");
        }
        return name;
    }

    private static String network(String typed) {
        var text = typed.strip();
        if (AddressBlock.written(text).isEmpty()) {
            throw new AccountException(
                    "A network is written such as 192.0.2.0/24, with zeros behind the prefix, or as one"
                            + " address; this is neither: " + typed);
        }
        return text;
    }
}
