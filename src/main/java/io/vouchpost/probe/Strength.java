package io.vouchpost.probe;

import java.util.Locale;

/** What a mechanism is worth over TLS (RFC 8314, RFC 7677, RFC 6331). */
enum Strength {
    STRONG,
    FINE,
    WEAK,
    UNKNOWN,
    /** Lets anybody in. */
    NONE;

    static Strength of(String mechanism) {
        if (mechanism.startsWith("SCRAM-SHA")) {
            return mechanism.startsWith("SCRAM-SHA-1") ? FINE : STRONG;
        }
        return switch (mechanism) {
            case "EXTERNAL", "GSSAPI", "GSS-SPNEGO", "GS2-KRB5", "GS2-KRB5-PLUS" -> STRONG;
            case "PLAIN", "LOGIN", "XOAUTH2", "OAUTHBEARER" -> FINE;
            case "CRAM-MD5", "DIGEST-MD5", "NTLM", "OTP", "SRP" -> WEAK;
            case "ANONYMOUS" -> NONE;
            default -> UNKNOWN;
        };
    }

    static String inWords(String mechanism) {
        if (mechanism.startsWith("SCRAM-")) {
            return of(mechanism).word()
                    + ": the password is never sent"
                    + (mechanism.endsWith("-PLUS") ? ", and the log-in is bound to this TLS connection" : "")
                    + (of(mechanism) == FINE ? "; its hash is an old one, SCRAM-SHA-256 is better" : "");
        }
        return switch (of(mechanism)) {
            case STRONG -> "strong: no password is involved";
            case FINE ->
                mechanism.endsWith("AUTH2") || mechanism.equals("OAUTHBEARER")
                        ? "fine in TLS: a token is sent"
                        : "fine in TLS, which alone protects the password";
            case WEAK -> "weak: whoever listens can guess passwords by it, and servers must keep them readable";
            case NONE -> "lets in anybody, without a password";
            case UNKNOWN -> "not known here";
        };
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
