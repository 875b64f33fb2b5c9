package io.vouchpost.account;

import io.vouchpost.config.VerifierSettings;
import io.vouchpost.sasl.Form;
import io.vouchpost.secret.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals what is as good as a password, and opens it again: AES-256-GCM under {@code sasl.verifierKey}; what was sealed under
 * {@code sasl.previousVerifierKey} is opened too. Safe for all threads.
 *
 * <p>Sealed octets are: one that names the key (the first of its SHA-256), a random nonce of 12, the ciphertext, a tag of 16.
 */
public final class VerifierKey {
    private static final String ALGORITHM = "AES";
    private static final String TRANSFORMATION = "AES/GCM/NoPadding";
    private static final int NONCE_OCTETS = 12;
    private static final int TAG_OCTETS = 16;
    private static final int BEFORE_CIPHERTEXT = 1 + NONCE_OCTETS;

    private final Key current;
    private final Optional<Key> previous;
    private final SecureRandom random = new SecureRandom();

    /**
     * @param id in front of all that is sealed under it
     */
    private record Key(byte id, SecretKeySpec key, boolean stale) {}

    private VerifierKey(Key current, Optional<Key> previous) {
        this.current = current;
        this.previous = previous;
    }

    /** Empty where no key is set: then nothing can be sealed or opened. */
    public static Optional<VerifierKey> of(VerifierSettings settings) {
        return settings.key()
                .map(key ->
                        new VerifierKey(key(key, false), settings.previousKey().map(old -> key(old, true))));
    }

    /**
     * Where something sealed belongs; it cannot be opened anywhere else.
     *
     * @param what in upper case
     * @param row id of the row that it is kept for
     */
    public record Place(String what, long row) {

        /** Of what a mechanism goes by. */
        public static Place of(Form form, long credential) {
            return new Place(form.name(), credential);
        }

        /** Of the secret that an account's one-time codes are made from. */
        public static Place ofOneTimeCodes(long account) {
            return new Place("TOTP", account);
        }

        private byte[] octets() {
            var name = what.getBytes(StandardCharsets.US_ASCII);
            return ByteBuffer.allocate(Long.BYTES + name.length)
                    .putLong(row)
                    .put(name)
                    .array();
        }
    }

    /**
     * @param plain the receiver's, who wipes it
     * @param stale whether it was sealed under the previous key, and so should be sealed again
     */
    public record Opened(Secret plain, boolean stale) {}

    /**
     * @param plain stays the caller's
     */
    public byte[] seal(Secret plain, Place place) {
        var nonce = new byte[NONCE_OCTETS];
        random.nextBytes(nonce);
        try {
            var sealed = new byte[BEFORE_CIPHERTEXT + plain.length() + TAG_OCTETS];
            sealed[0] = current.id();
            System.arraycopy(nonce, 0, sealed, 1, NONCE_OCTETS);
            cipher(Cipher.ENCRYPT_MODE, current, nonce, place)
                    .doFinal(plain.octets(), 0, plain.length(), sealed, BEFORE_CIPHERTEXT);
            return sealed;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has AES-GCM", e);
        }
    }

    /** Empty for what was sealed under another key or for another place, and for what is damaged. */
    public Optional<Opened> open(byte[] sealed, Place place) {
        if (sealed.length < BEFORE_CIPHERTEXT + TAG_OCTETS) {
            return Optional.empty();
        }
        return Stream.concat(Stream.of(current), previous.stream())
                .filter(key -> key.id() == sealed[0])
                .flatMap(key -> open(sealed, place, key).map(plain -> new Opened(plain, key.stale())).stream())
                .findFirst();
    }

    private static Optional<Secret> open(byte[] sealed, Place place, Key key) {
        try {
            var nonce = Arrays.copyOfRange(sealed, 1, BEFORE_CIPHERTEXT);
            var plain = cipher(Cipher.DECRYPT_MODE, key, nonce, place)
                    .doFinal(sealed, BEFORE_CIPHERTEXT, sealed.length - BEFORE_CIPHERTEXT);
            return Optional.of(Secret.ofOctets(plain));
        } catch (AEADBadTagException notOurs) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has AES-GCM", e);
        }
    }

    private static Cipher cipher(int mode, Key key, byte[] nonce, Place place) throws GeneralSecurityException {
        var cipher = Cipher.getInstance(TRANSFORMATION);
        cipher.init(mode, key.key(), new GCMParameterSpec(TAG_OCTETS * Byte.SIZE, nonce));
        cipher.updateAAD(place.octets());
        return cipher;
    }

    private static Key key(Secret octets, boolean stale) {
        try {
            var id = MessageDigest.getInstance("SHA-256").digest(octets.octets())[0];
            return new Key(id, new SecretKeySpec(octets.octets(), ALGORITHM), stale);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
