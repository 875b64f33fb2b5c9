package io.vouchpost.sasl;

import io.vouchpost.secret.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.bouncycastle.crypto.digests.MD5Digest;

/**
 * What DIGEST-MD5 keeps of a password: {@code H(username:realm:password)} (RFC 2831 §2.1.2.1). Who knows the password can
 * prove it under this spelling of the name and in this realm only.
 */
public final class DigestMd5Secret {
    private static final int DIGEST = 16;
    private static final int LAST_OF_LATIN_1 = 0xff;

    private DigestMd5Secret() {}

    /**
     * The secret for an account.
     *
     * @param username as the client will type it
     * @param realm as the challenge has it
     * @param password in UTF-8; stays the caller's
     * @return the caller's, 16 octets
     */
    public static Secret of(String username, String realm, Secret password) {
        var digest = new MD5Digest();
        update(digest, username.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) ':');
        update(digest, realm.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) ':');
        update(digest, password.octets());
        var secret = new byte[DIGEST];
        digest.doFinal(secret, 0);
        return Secret.ofOctets(secret);
    }

    /** Each part is hashed in ISO 8859-1 if that has all its characters, and as it is otherwise. */
    private static void update(MD5Digest digest, byte[] utf8) {
        var characters = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(utf8));
        if (characters.chars().allMatch(character -> character <= LAST_OF_LATIN_1)) {
            characters.chars().forEach(character -> digest.update((byte) character));
        } else {
            digest.update(utf8, 0, utf8.length);
        }
        Arrays.fill(characters.array(), '\0');
    }
}
