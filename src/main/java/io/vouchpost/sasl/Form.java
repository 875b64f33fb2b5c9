package io.vouchpost.sasl;

/** What can be kept of a password for mechanisms that never show it. */
public enum Form {
    /**
     * The two MD5 states of HMAC-MD5 after its key: outer, then inner, each four words of RFC 1321 with the low octet first.
     * As good as the password for CRAM-MD5.
     */
    CRAM_MD5(32),
    /** {@code H(username:realm:password)}, RFC 2831 §2.1.2.1. As good as the password for DIGEST-MD5 in that realm. */
    DIGEST_MD5(16),
    /** MD4 of the password in UTF-16LE, MS-NLMP §3.3.1. As good as the password for NTLM. */
    NT_HASH(16),
    /** StoredKey, then ServerKey (RFC 5802 §3). */
    SCRAM_SHA_1(40),
    SCRAM_SHA_256(64),
    SCRAM_SHA_512(128);

    private final int octets;

    Form(int octets) {
        this.octets = octets;
    }

    /** How long it is. */
    public int octets() {
        return octets;
    }

    /** Whether somebody who steals it can log in with it: so it is kept encrypted, and for devices only. */
    public boolean equalsPassword() {
        return this == CRAM_MD5 || this == DIGEST_MD5 || this == NT_HASH;
    }
}
