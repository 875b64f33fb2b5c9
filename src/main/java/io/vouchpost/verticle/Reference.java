package io.vouchpost.verticle;

import java.util.concurrent.ThreadLocalRandom;

/** Names for sessions and notifications: references that people can read out. */
final class Reference {
    /** Crockford's: no letters that look like digits, because people read references over the telephone. */
    private static final char[] ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".toCharArray();

    /** 60 random bits: the names of messages are Message-IDs too, where the client gave none. */
    private static final int LENGTH = 12;

    private Reference() {}

    /** A new one. */
    static String random() {
        var reference = new StringBuilder(LENGTH);
        long random = ThreadLocalRandom.current().nextLong();
        for (int i = 0; i < LENGTH; i++, random >>>= 5) {
            reference.append(ALPHABET[(int) (random & 31)]);
        }
        return reference.toString();
    }
}
