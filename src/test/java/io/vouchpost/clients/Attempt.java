package io.vouchpost.clients;

import io.vouchpost.verticle.TestGateway;
import java.nio.file.Path;

/**
 * What a client is told: where to go, how to log in there.
 *
 * @param user by the name of its account
 * @param secret a password, or a token for the mechanisms of OAuth; none of its own for EXTERNAL
 * @param certificate what it is to trust, and nothing else
 * @param identity its own certificate and key in PEM, in one file, for EXTERNAL
 * @param folder for its files; empty
 */
record Attempt(
        Security security,
        Choice choice,
        String user,
        String secret,
        int port,
        Path certificate,
        Path identity,
        Path folder) {
    /** What the certificate is for. */
    static final String HOST = "localhost";

    static final String USER = TestGateway.ALICE;

    enum Security {
        STARTTLS,
        IMPLICIT_TLS
    }

    boolean implicitTls() {
        return security == Security.IMPLICIT_TLS;
    }

    boolean mechanismIsGiven() {
        return choice != Choice.ITS_OWN;
    }

    /** As registered. */
    String mechanism() {
        return choice.mechanism();
    }

    boolean external() {
        return choice == Choice.EXTERNAL;
    }

    /** @param ifImplicit {@code otherwise} is for STARTTLS */
    String bySecurity(String ifImplicit, String otherwise) {
        return implicitTls() ? ifImplicit : otherwise;
    }
}
