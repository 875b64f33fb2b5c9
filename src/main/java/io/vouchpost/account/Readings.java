package io.vouchpost.account;

import io.vouchpost.secret.Secret;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What the octets of a password may mean. Clients should send UTF-8 (RFC 4616 §2), and old ones send Latin-1: octets that are
 * no UTF-8 are that, those that are may still be. How many readings there are hangs on the octets alone, and not on whose
 * password it is.
 */
final class Readings {
    private Readings() {}

    /** In UTF-8, the likelier first; the caller's to wipe. */
    static List<Secret> of(Secret password) {
        var octets = password.octets();
        var asTyped = Secret.ofOctets(octets.clone());
        if (isAscii(octets)) {
            return List.of(asTyped);
        }
        var latin1 = latin1(octets);
        if (isUtf8(octets)) {
            return List.of(asTyped, latin1);
        }
        asTyped.close();
        return List.of(latin1);
    }

    private static boolean isAscii(byte[] octets) {
        for (var octet : octets) {
            if (octet < 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean isUtf8(byte[] octets) {
        try {
            wipe(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static Secret latin1(byte[] octets) {
        var text = StandardCharsets.ISO_8859_1.decode(ByteBuffer.wrap(octets));
        var secret = Secret.ofText(text);
        wipe(text);
        return secret;
    }

    private static void wipe(CharBuffer text) {
        text.clear().put(new char[text.capacity()]);
    }
}
