package io.vouchpost.clients;

import io.vouchpost.verticle.TestGateway;
import java.nio.file.Path;

/**
 * What a client is told: where to go, how to log in there.
 *
 * @param certificate what it is to trust, and nothing else
 * @param folder for its files; empty
 */
record Attempt(Security security, Choice choice, String password, int port, Path certificate, Path folder) {
    /** What the certificate is for. */
    static final String HOST = "localhost";

    static final String USER = TestGateway.ALICE;

    enum Security {
        STARTTLS,
        IMPLICIT_TLS
    }

    /** Of mechanism. */
    enum Choice {
        PLAIN,
        LOGIN,
        ITS_OWN
    }

    boolean implicitTls() {
        return security == Security.IMPLICIT_TLS;
    }

    boolean mechanismIsGiven() {
        return choice != Choice.ITS_OWN;
    }

    /** @param ifImplicit {@code otherwise} is for STARTTLS */
    String bySecurity(String ifImplicit, String otherwise) {
        return implicitTls() ? ifImplicit : otherwise;
    }
}
