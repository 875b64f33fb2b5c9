package io.vouchpost.account;

import io.vouchpost.secret.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The password field of other programs, {@code {SCHEME}text} or {@code {SCHEME.encoding}text}, as Dovecot's "Password
 * schemes" describes it; without a scheme what crypt(3) makes of passwords, {@code $id$…}. Total: what cannot be read is
 * {@link Imported.Unfit}.
 */
final class StoredPassword {
    /** Those that may be named in a report: anything else between braces could be part of a password. */
    private static final Set<String> NOT_READ = Set.of(
            "ARGON2I",
            "DES-CRYPT",
            "DIGEST-MD5",
            "LANMAN",
            "LDAP-MD5",
            "MD5",
            "MD5-CRYPT",
            "NTLM",
            "OTP",
            "PLAIN-MD4",
            "PLAIN-MD5",
            "PLAIN-TRUNC",
            "RPA",
            "SCRAM-SHA-1",
            "SHA",
            "SHA1",
            "SHA256",
            "SHA512",
            "SKEY",
            "SMD5");

    private static final Imported GARBLED = new Imported.Unfit("has a hash that is not of its scheme's form");

    private StoredPassword() {}

    static Imported read(String field) {
        if (field.isEmpty()) {
            return new Imported.Unfit("has no password");
        }
        if (field.startsWith("$")) {
            return CryptText.read(field);
        }
        int close = field.indexOf('}');
        if (!field.startsWith("{") || close < 0) {
            return new Imported.Unfit("does not say by which {SCHEME} its password is kept");
        }
        var marker = field.substring(1, close).toUpperCase(Locale.ROOT);
        int dot = marker.indexOf('.');
        var scheme = dot < 0 ? marker : marker.substring(0, dot);
        var encoding = dot < 0 ? "" : marker.substring(dot + 1);
        return decoded(field.substring(close + 1), encoding.isEmpty() ? usualEncoding(scheme) : encoding)
                .map(octets -> of(scheme, octets))
                .orElse(GARBLED);
    }

    private static String usualEncoding(String scheme) {
        return switch (scheme) {
            case "SSHA", "SSHA256", "SSHA512" -> "B64";
            case "CRAM-MD5", "HMAC-MD5" -> "HEX";
            default -> "";
        };
    }

    private static Optional<byte[]> decoded(String text, String encoding) {
        try {
            return switch (encoding) {
                case "" -> Optional.of(text.getBytes(StandardCharsets.UTF_8));
                case "B64", "BASE64" -> Optional.of(Base64.getDecoder().decode(text));
                case "HEX" -> Optional.of(HexFormat.of().parseHex(text));
                default -> Optional.empty();
            };
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Imported of(String scheme, byte[] octets) {
        return switch (scheme) {
            case "PLAIN", "CLEAR", "CLEARTEXT" -> plain(octets);
            case "SSHA" -> salted("ssha", octets, 20);
            case "SSHA256" -> salted("ssha256", octets, 32);
            case "SSHA512" -> salted("ssha512", octets, 64);
            case "CRYPT", "SHA256-CRYPT", "SHA512-CRYPT", "BLF-CRYPT", "ARGON2ID" ->
                text(octets).map(CryptText::read).orElse(GARBLED);
            case "PBKDF2" -> text(octets).map(CryptText::pbkdf2).orElse(GARBLED);
            case "SCRAM-SHA-256" -> text(octets).map(StoredPassword::scram).orElse(GARBLED);
            case "CRAM-MD5", "HMAC-MD5" ->
                octets.length == 32 ? new Imported.CramMd5(Secret.ofOctets(octets)) : GARBLED;
            default ->
                new Imported.Unfit(
                        NOT_READ.contains(scheme)
                                ? "has a password in the scheme {" + scheme + "}, which is not read"
                                : "has a password in a scheme that is not known");
        };
    }

    /** A password as somebody typed it. Text only: that is what is hashed and prepared for SCRAM. */
    static Imported plain(byte[] octets) {
        return text(octets)
                .<Imported>map(password -> {
                    if (octets.length == 0 || octets.length > PasswordHash.LONGEST_PASSWORD) {
                        return new Imported.Unfit(
                                "has a password that has not 1 to " + PasswordHash.LONGEST_PASSWORD + " octets");
                    }
                    return password.chars().anyMatch(Character::isISOControl)
                            ? new Imported.Unfit("has a password with control characters")
                            : new Imported.Plain(Secret.ofOctets(octets));
                })
                .orElse(new Imported.Unfit("has a password that is not UTF-8"));
    }

    /** The digest of password and salt, then the salt (RFC 2307's {SSHA}, and its like). */
    private static Imported salted(String id, byte[] octets, int digest) {
        int salt = octets.length - digest;
        if (salt < 1 || salt > 64) {
            return GARBLED;
        }
        var base64 = Base64.getEncoder().withoutPadding();
        return new Imported.Hash("$" + id + "$"
                + base64.encodeToString(Arrays.copyOfRange(octets, digest, octets.length))
                + "$" + base64.encodeToString(Arrays.copyOf(octets, digest)));
    }

    /** Iterations, salt, StoredKey, ServerKey. */
    private static Imported scram(String text) {
        var parts = text.split(",", -1);
        var iterations = CryptText.number(parts[0], 1, 10_000_000);
        if (parts.length != 4 || iterations.isEmpty()) {
            return GARBLED;
        }
        var salt = decoded(parts[1], "B64").filter(it -> it.length > 0 && it.length <= 64);
        var stored = decoded(parts[2], "B64").filter(it -> it.length == 32);
        var server = decoded(parts[3], "B64").filter(it -> it.length == 32);
        if (salt.isEmpty() || stored.isEmpty() || server.isEmpty()) {
            return GARBLED;
        }
        var keys = ByteBuffer.allocate(64).put(stored.get()).put(server.get()).array();
        return new Imported.Scram(Secret.ofOctets(salt.get()), iterations.getAsInt(), Secret.ofOctets(keys));
    }

    static Optional<String> text(byte[] octets) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
