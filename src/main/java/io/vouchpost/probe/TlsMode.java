package io.vouchpost.probe;

import java.util.Locale;

/** How a connection is protected. */
public enum TlsMode {
    /** TLS from the first octet on (RFC 8314 §3). */
    IMPLICIT,
    /** In the clear first (RFC 3207). */
    STARTTLS,
    /** Not at all. */
    NONE;

    static final int SUBMISSIONS = 465;
    static final int SUBMISSION = 587;

    /** What is usual there. */
    public static TlsMode of(int port) {
        return port == SUBMISSIONS ? IMPLICIT : STARTTLS;
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
