package io.vouchpost.sasl;

/** Bounds on the names clients log in by. */
final class Names {
    /** Octets: more than any address has (RFC 5321 §4.5.3.1.3), and little enough to store and to log. */
    static final int LONGEST = 255;

    private Names() {}
}
