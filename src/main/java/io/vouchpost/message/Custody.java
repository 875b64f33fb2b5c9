package io.vouchpost.message;

import java.util.Locale;

/** Who answers for a message that was taken (RFC 5321 §4.2.5): whether it is still us. */
public enum Custody {
    /** Next hops have it. */
    POSTED,
    /** Our spool has it, for some of its recipients at least. */
    SPOOLED,
    /** It is a second copy: whoever has the first one. */
    REPEATED;

    /** As the audit log and the metrics have it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
