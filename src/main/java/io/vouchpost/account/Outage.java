package io.vouchpost.account;

import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;
import io.vouchpost.sasl.Credentials.Verdict;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A check that could not be made. What is said of its cause quotes nothing that is stored. */
final class Outage {
    private static final Logger LOG = LoggerFactory.getLogger(Outage.class);

    static final String UNREADABLE = "a verifier that cannot be read";

    private Outage() {}

    static Verdict verdict(Throwable fault) {
        var cause = cause(fault);
        LOG.debug("a credential could not be checked: {}", cause);
        return new Verdict.Unavailable(cause);
    }

    static String cause(Throwable fault) {
        if (fault instanceof PgException refused) {
            return "database: SQLSTATE " + refused.getSqlState();
        }
        // what reads a verifier quotes it in its complaint
        boolean tells =
                !(fault instanceof RuntimeException) || fault instanceof VertxException || fault instanceof Crowded;
        return tells ? String.valueOf(fault.getMessage()) : UNREADABLE;
    }
}
