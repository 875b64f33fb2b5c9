package io.vouchpost.account.hash;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How the hash of a password is written down: {@code $id$parameters$salt$hash}, as Vert.x' HashString reads it. Whoever
 * imports hashes writes them so; what is not written exactly so is not read at all.
 *
 * <table>
 * <caption>B64 is base64 (RFC 4648 §4) without padding, its spare bits zero</caption>
 * <tr><th>text</th><th>salt</th><th>hash</th></tr>
 * <tr><td>{@code $argon2id$v=19,m=19456,t=2,p=1$salt$hash}</td><td>B64</td><td>B64; of any length from 12 octets on</td></tr>
 * <tr><td>{@code $pbkdf2$it=210000$salt$hash}</td><td>B64</td><td>B64; PBKDF2 with HMAC-SHA-512, 64 octets</td></tr>
 * <tr><td>{@code $pbkdf2-sha1$it=5000$salt$hash}</td><td>B64 of the salt's octets (Dovecot's salt is text)</td>
 *     <td>B64; PBKDF2 with HMAC-SHA-1, 20 octets</td></tr>
 * <tr><td>{@code $ssha$salt$hash}, {@code $ssha256$…}, {@code $ssha512$…}</td><td>B64; may be empty</td>
 *     <td>B64 of SHA(password, salt)</td></tr>
 * <tr><td>{@code $sha256-crypt$rounds=5000$salt$hash}, {@code $sha512-crypt$…}</td><td>as crypt(3) has it</td>
 *     <td>as crypt(3) has it; rounds are always there</td></tr>
 * <tr><td>{@code $bcrypt$v=2y,c=10$salt$hash}</td><td>the 22 characters that bcrypt has</td><td>its 31 characters</td></tr>
 * <tr><td>{@code $scram-sha-1$it=4096$salt$hash}, {@code $scram-sha-256$…}</td><td>B64</td><td>B64 of StoredKey
 *     (RFC 5802 §3)</td></tr>
 * </table>
 */
public enum HashFormat {
    ARGON2ID("argon2id", "v=(16|19),m=N,t=N,p=N", "B{11,172}", "B{16,172}"),
    PBKDF2("pbkdf2", "it=N", "B{2,172}", "B{86}"),
    PBKDF2_SHA1("pbkdf2-sha1", "it=N", "B{2,172}", "B{27}"),
    SSHA("ssha", "", "B{0,172}", "B{27}"),
    SSHA256("ssha256", "", "B{0,172}", "B{43}"),
    SSHA512("ssha512", "", "B{0,172}", "B{86}"),
    SHA256_CRYPT("sha256-crypt", "rounds=N", "C{1,16}", "C{43}"),
    SHA512_CRYPT("sha512-crypt", "rounds=N", "C{1,16}", "C{86}"),
    BCRYPT("bcrypt", "v=2[aby],c=N", "C{22}", "C{31}"),
    SCRAM_SHA_1("scram-sha-1", "it=N", "B{2,172}", "B{27}"),
    SCRAM_SHA_256("scram-sha-256", "it=N", "B{2,172}", "B{43}");

    /** Longer than any of them; more is not even looked at. */
    private static final int LONGEST = 512;

    /** Of base64, whose last group is never one character by itself. */
    private static final String B64 = "(?!(?:[A-Za-z0-9+/]{4})*[A-Za-z0-9+/](?:\\$|$))[A-Za-z0-9+/]";

    private static final List<HashFormat> ALL = List.of(values());

    private final String id;
    private final Pattern text;

    HashFormat(String id, String parameters, String salt, String hash) {
        this.id = id;
        this.text = Pattern.compile("\\$" + id
                + (parameters.isEmpty() ? "(?<parameters>)" : "\\$(?<parameters>" + parameters + ")")
                        .replace("N", "[1-9][0-9]{0,7}")
                + ("\\$" + salt + "\\$" + hash).replace("B", B64).replace("C", "[A-Za-z0-9./]"));
    }

    /** Of Vert.x' HashingAlgorithm. */
    public String id() {
        return id;
    }

    /** Whether checking one is nothing beside the hashes that are made today. */
    public boolean isQuick() {
        return switch (this) {
            case ARGON2ID, PBKDF2, BCRYPT -> false;
            default -> true;
        };
    }

    /** The format of this text; empty if it has none, and then it cannot be checked. */
    public static Optional<HashFormat> of(String verifier) {
        return verifier.length() > LONGEST
                ? Optional.empty()
                : ALL.stream().filter(format -> format.fits(verifier)).findFirst();
    }

    private boolean fits(String verifier) {
        var matcher = text.matcher(verifier);
        return matcher.matches()
                && Arrays.stream(matcher.group("parameters").split(",")).allMatch(HashFormat::affordable);
    }

    /** A cost that nobody could mean is not paid. */
    private static boolean affordable(String parameter) {
        var mark = parameter.indexOf('=');
        return switch (parameter.substring(0, Math.max(0, mark))) {
            case "m" -> atMost(1_048_576, parameter);
            case "t" -> atMost(100, parameter);
            case "p" -> atMost(64, parameter);
            case "it" -> atMost(10_000_000, parameter);
            case "rounds" -> atMost(5_000_000, parameter);
            case "c" -> atMost(16, parameter);
            default -> true;
        };
    }

    private static boolean atMost(int most, String parameter) {
        return Integer.parseInt(parameter.substring(parameter.indexOf('=') + 1)) <= most;
    }
}
