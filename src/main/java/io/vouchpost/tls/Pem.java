package io.vouchpost.tls;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;

/** DER as PEM text (RFC 7468). */
final class Pem {
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

    private Pem() {}

    static String text(String label, byte[] der) {
        return String.format(
                Locale.ROOT, "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n", label, LINES.encodeToString(der));
    }
}
