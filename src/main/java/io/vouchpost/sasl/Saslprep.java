package io.vouchpost.sasl;

import com.ongres.saslprep.SASLprep;
import com.ongres.stringprep.Profile;
import io.vouchpost.secret.Secret;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * SASLprep (RFC 4013) of names and passwords, so that what looks the same is the same. Where nothing is left of a text, the
 * library (2.2) fails with an index out of bounds.
 */
final class Saslprep {
    private static final Profile SASLPREP = new SASLprep();

    private Saslprep() {}

    /**
     * A name as a query (RFC 5802 §5.1: code points that Unicode did not know then are let through).
     *
     * @return empty for what cannot be prepared, and for names of which nothing is left or that are too long
     */
    static Optional<String> name(String typed) {
        try {
            return Optional.of(SASLPREP.prepareQuery(typed)).filter(Saslprep::isOfANamesLength);
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException prohibitedOrNothingLeft) {
            return Optional.empty();
        }
    }

    private static boolean isOfANamesLength(String name) {
        return !name.isEmpty() && name.getBytes(StandardCharsets.UTF_8).length <= Names.LONGEST;
    }

    /**
     * A password as it goes into a key. What cannot be prepared is taken as it is, as PostgreSQL does: people have passwords
     * with characters younger than Unicode 3.2, to which RFC 4013 is bound, and their clients do not refuse them either.
     *
     * @return the caller's to wipe
     */
    static char[] password(Secret password) {
        char[] typed = characters(password.octets());
        try {
            char[] prepared = SASLPREP.prepareStored(typed);
            if (prepared.length > 0) {
                if (prepared != typed) {
                    Arrays.fill(typed, '\0');
                }
                return prepared;
            }
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException prohibitedOrNothingLeft) {
            // as it is
        }
        return typed;
    }

    /** What is not UTF-8 is Latin-1, as with all passwords: the same text comes from a SCRAM client in UTF-8. */
    private static char[] characters(byte[] octets) {
        CharBuffer decoded;
        try {
            decoded = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets));
        } catch (CharacterCodingException notUtf8) {
            decoded = StandardCharsets.ISO_8859_1.decode(ByteBuffer.wrap(octets));
        }
        var characters = new char[decoded.remaining()];
        decoded.get(characters);
        decoded.clear().put(new char[decoded.capacity()]);
        return characters;
    }
}
