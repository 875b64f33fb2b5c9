package io.vouchpost.account;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Hashes as crypt(3) writes them, {@code $id$parameters$salt$hash}, in the form in which they are kept here. Costs are
 * bounded, so that no line of a file makes a log-in take minutes or gigabytes.
 */
final class CryptText {
    private static final Pattern SHA =
            Pattern.compile("\\$([56])\\$(?:rounds=(\\d+)\\$)?([./0-9A-Za-z]{1,16})\\$([./0-9A-Za-z]+)");
    /** Not $2x$, which is of a program that was wrong about passwords beyond ASCII. */
    private static final Pattern BCRYPT =
            Pattern.compile("\\$(2[aby])\\$(\\d\\d)\\$([./0-9A-Za-z]{22})([./0-9A-Za-z]{31})");

    private static final Pattern ARGON2ID = Pattern.compile(
            "\\$argon2id\\$v=19\\$m=(\\d+),t=(\\d+),p=(\\d+)\\$([+/0-9A-Za-z]{11,86})\\$([+/0-9A-Za-z]{22,86})");
    private static final Pattern DOVECOT_PBKDF2 =
            Pattern.compile("\\$1\\$([./0-9A-Za-z]{1,64})\\$(\\d+)\\$([0-9A-Fa-f]{40})");

    private static final int SHA256_LENGTH = 43;
    private static final int SHA512_LENGTH = 86;

    private static final Imported UNKNOWN = new Imported.Unfit("has a hash of a form that is not read");
    private static final Imported TOO_DEAR =
            new Imported.Unfit("has a hash that costs too much to check, or too little");

    private CryptText() {}

    static Imported read(String text) {
        Matcher matcher = SHA.matcher(text);
        if (matcher.matches()) {
            return sha(matcher.toMatchResult());
        }
        matcher = BCRYPT.matcher(text);
        if (matcher.matches()) {
            var cost = number(matcher.group(2), 4, 16);
            return cost.isEmpty()
                    ? TOO_DEAR
                    : kept(
                            "bcrypt",
                            "v=" + matcher.group(1) + ",c=" + cost.getAsInt(),
                            matcher.group(3),
                            matcher.group(4));
        }
        matcher = ARGON2ID.matcher(text);
        return matcher.matches() ? argon2id(matcher.toMatchResult()) : UNKNOWN;
    }

    private static Imported sha(MatchResult parts) {
        var is512 = parts.group(1).equals("6");
        var rounds = parts.group(2) == null ? OptionalInt.of(5_000) : number(parts.group(2), 1_000, 5_000_000);
        if (parts.group(4).length() != (is512 ? SHA512_LENGTH : SHA256_LENGTH)) {
            return UNKNOWN;
        }
        return rounds.isEmpty()
                ? TOO_DEAR
                : kept(
                        is512 ? "sha512-crypt" : "sha256-crypt",
                        "rounds=" + rounds.getAsInt(),
                        parts.group(3),
                        parts.group(4));
    }

    private static Imported argon2id(MatchResult parts) {
        var memory = number(parts.group(1), 8, 262_144);
        var passes = number(parts.group(2), 1, 32);
        var lanes = number(parts.group(3), 1, 16);
        if (memory.isEmpty()
                || passes.isEmpty()
                || lanes.isEmpty()
                || memory.getAsInt() < 8 * lanes.getAsInt()) { // RFC 9106 §3.1
            return TOO_DEAR;
        }
        var salt = canonical(parts.group(4));
        var hash = canonical(parts.group(5));
        if (salt.isEmpty() || hash.isEmpty()) {
            return UNKNOWN;
        }
        return kept(
                "argon2id",
                "v=19,m=" + memory.getAsInt() + ",t=" + passes.getAsInt() + ",p=" + lanes.getAsInt(),
                salt.get(),
                hash.get());
    }

    /** The same octets in the one base64 that has no spare bits set. */
    private static Optional<String> canonical(String base64) {
        try {
            return Optional.of(Base64.getEncoder()
                    .withoutPadding()
                    .encodeToString(Base64.getDecoder().decode(base64)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Dovecot's own: {@code $1$salt$iterations$hash}, HMAC-SHA-1, the salt as text, the hash in hexadecimal. */
    static Imported pbkdf2(String text) {
        var matcher = DOVECOT_PBKDF2.matcher(text);
        if (!matcher.matches()) {
            return UNKNOWN;
        }
        var iterations = number(matcher.group(2), 1, 10_000_000);
        if (iterations.isEmpty()) {
            return TOO_DEAR;
        }
        var base64 = Base64.getEncoder().withoutPadding();
        return kept(
                "pbkdf2-sha1",
                "it=" + iterations.getAsInt(),
                base64.encodeToString(matcher.group(1).getBytes(StandardCharsets.US_ASCII)),
                base64.encodeToString(HexFormat.of().parseHex(matcher.group(3))));
    }

    private static Imported kept(String id, String parameters, String salt, String hash) {
        return new Imported.Hash("$" + id + "$" + parameters + "$" + salt + "$" + hash);
    }

    /** Empty for what is no number, or out of bounds. */
    static OptionalInt number(String digits, int least, int most) {
        if (!digits.matches("[0-9]{1,9}")) {
            return OptionalInt.empty();
        }
        int number = Integer.parseInt(digits);
        return number < least || number > most ? OptionalInt.empty() : OptionalInt.of(number);
    }
}
