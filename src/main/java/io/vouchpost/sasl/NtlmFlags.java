package io.vouchpost.sasl;

/** What client and server ask of each other (MS-NLMP §2.2.2.5); of the flags, those that matter here. */
record NtlmFlags(int bits) {
    static final int UNICODE = 0x0000_0001;
    static final int OEM = 0x0000_0002;
    static final int REQUEST_TARGET = 0x0000_0004;
    static final int NTLM = 0x0000_0200;
    static final int ALWAYS_SIGN = 0x0000_8000;
    static final int TARGET_IS_SERVER = 0x0002_0000;
    static final int EXTENDED_SESSION_SECURITY = 0x0008_0000;
    static final int TARGET_INFO = 0x0080_0000;
    static final int KEYS_OF_128_BITS = 0x2000_0000;
    static final int KEYS_OF_56_BITS = 0x8000_0000;

    /**
     * Answered as asked. Nothing is signed or sealed after a log-in to SMTP, so the last three mean nothing here; but there
     * are clients which go no further with a server that refuses them.
     */
    private static final int AS_ASKED =
            REQUEST_TARGET | EXTENDED_SESSION_SECURITY | ALWAYS_SIGN | KEYS_OF_128_BITS | KEYS_OF_56_BITS;

    boolean has(int flag) {
        return (bits & flag) != 0;
    }

    /** Whether names are in UTF-16LE; where nothing is said of it, as in the other flags. */
    boolean unicode(NtlmFlags otherwise) {
        return has(UNICODE | OEM) ? has(UNICODE) : otherwise.has(UNICODE);
    }

    /** The server's flags to the client's. */
    NtlmFlags answer() {
        int names = has(UNICODE) ? UNICODE : OEM;
        int target = has(REQUEST_TARGET) ? TARGET_IS_SERVER : 0;
        return new NtlmFlags(names | target | NTLM | TARGET_INFO | (bits & AS_ASKED));
    }
}
