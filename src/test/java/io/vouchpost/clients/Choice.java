package io.vouchpost.clients;

import java.util.EnumSet;
import java.util.Set;

/** Of mechanism, by the client's user or by the client. */
enum Choice {
    PLAIN,
    LOGIN,
    CRAM_MD5,
    DIGEST_MD5,
    NTLM,
    SCRAM_SHA_1,
    SCRAM_SHA_1_PLUS,
    SCRAM_SHA_256,
    SCRAM_SHA_256_PLUS,
    XOAUTH2,
    OAUTHBEARER,
    EXTERNAL,
    ITS_OWN;

    /** Those with a token for a secret. */
    static final Set<Choice> OAUTH = EnumSet.of(XOAUTH2, OAUTHBEARER);

    /** As registered. */
    String mechanism() {
        return name().replace('_', '-');
    }

    /** To the TLS below it. */
    boolean binds() {
        return this == SCRAM_SHA_1_PLUS || this == SCRAM_SHA_256_PLUS;
    }

    /** A column of the matrix. */
    String title() {
        return this == ITS_OWN ? "its own choice" : mechanism();
    }
}
