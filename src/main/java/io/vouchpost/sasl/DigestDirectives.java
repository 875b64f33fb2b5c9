package io.vouchpost.sasl;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;

/**
 * The directives of a digest-response (RFC 2831 §2.1.2 and §7.1): {@code name=value} with commas between, values quoted or
 * not as the client likes. Directives that nobody knows are passed over, those known may stand there once.
 */
final class DigestDirectives {
    /** Octets, RFC 2831 §2.1.2. */
    static final int LONGEST = 4095;

    private static final Set<String> KNOWN = Set.of(
            "username",
            "realm",
            "nonce",
            "cnonce",
            "nc",
            "qop",
            "digest-uri",
            "response",
            "maxbuf",
            "charset",
            "cipher",
            "authzid");

    private final Map<String, String> values;

    private DigestDirectives(Map<String, String> values) {
        this.values = values;
    }

    /** Empty for what is no list of directives. */
    static Optional<DigestDirectives> parse(byte[] response) {
        if (response.length > LONGEST) {
            return Optional.empty();
        }
        var cursor = new Cursor(new String(response, StandardCharsets.ISO_8859_1));
        Map<String, String> values = new HashMap<>();
        cursor.skip(octet -> octet == ',' || isBlank(octet)); // elements of the list may be empty (§7.1)
        while (!cursor.atEnd()) {
            var name = cursor.name();
            var value = name.flatMap(known -> cursor.value());
            if (value.isEmpty() || !cursor.endsElement()) {
                return Optional.empty();
            }
            String known = name.get().toLowerCase(Locale.ROOT);
            if (KNOWN.contains(known) && values.put(known, value.get()) != null) {
                return Optional.empty();
            }
            cursor.skip(octet -> octet == ',' || isBlank(octet));
        }
        return Optional.of(new DigestDirectives(values));
    }

    /** The value without quotes and backslashes, a character for each octet; absent where the directive is. */
    Optional<String> get(String name) {
        return Optional.ofNullable(values.get(name));
    }

    private static boolean isBlank(int octet) {
        return octet == ' ' || octet == '\t' || octet == '\r' || octet == '\n';
    }

    private static boolean isControl(int octet) {
        return (octet < ' ' && octet != '\t') || octet == 0x7f;
    }

    private static boolean isToken(int octet) {
        return octet > ' ' && octet < 0x7f && "()<>@,;:\\\"/[]?={}".indexOf(octet) < 0;
    }

    private static final class Cursor {
        private final String text;
        private int at;

        Cursor(String text) {
            this.text = text;
        }

        boolean atEnd() {
            return at == text.length();
        }

        void skip(IntPredicate what) {
            while (!atEnd() && what.test(text.charAt(at))) {
                at++;
            }
        }

        /** With the equals sign behind it. */
        Optional<String> name() {
            var name = token();
            skip(DigestDirectives::isBlank);
            boolean equals = takes('=');
            skip(DigestDirectives::isBlank);
            return equals ? name : Optional.empty();
        }

        Optional<String> value() {
            var value = takes('"') ? quoted() : token();
            skip(DigestDirectives::isBlank);
            return value;
        }

        boolean endsElement() {
            return atEnd() || text.charAt(at) == ',';
        }

        private Optional<String> token() {
            int start = at;
            skip(DigestDirectives::isToken);
            return at == start ? Optional.empty() : Optional.of(text.substring(start, at));
        }

        private Optional<String> quoted() {
            var value = new StringBuilder();
            while (!atEnd()) {
                if (takes('"')) {
                    return Optional.of(value.toString());
                }
                takes('\\'); // whatever stands behind it stands for itself
                if (atEnd() || isControl(text.charAt(at))) {
                    return Optional.empty();
                }
                value.append(text.charAt(at++));
            }
            return Optional.empty();
        }

        private boolean takes(char expected) {
            if (atEnd() || text.charAt(at) != expected) {
                return false;
            }
            at++;
            return true;
        }
    }
}
