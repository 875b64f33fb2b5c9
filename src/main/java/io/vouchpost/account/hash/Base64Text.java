package io.vouchpost.account.hash;

import java.util.Base64;

/** Octets as they stand in hashes: base64 (RFC 4648 §4) without padding. */
final class Base64Text {
    private Base64Text() {}

    static String of(byte[] octets) {
        return Base64.getEncoder().withoutPadding().encodeToString(octets);
    }

    static byte[] octets(String text) {
        return Base64.getDecoder().decode(text);
    }
}
