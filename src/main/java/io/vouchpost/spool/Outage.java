package io.vouchpost.spool;

import io.vertx.pgclient.PgException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells a database that is away, full or too slow from one that refuses what it was given. After the first nothing is known
 * of what was under way; after the second, nothing of it was done.
 */
final class Outage {
    /**
     * The classes of SQLSTATE (PostgreSQL, appendix A): connection, transaction state, resources, intervention (a timeout of
     * the statement is one), system.
     */
    private static final Set<String> CLASSES = Set.of("08", "25", "53", "57", "58");

    private Outage() {}

    /** Whether to try others of the same batch would be in vain. */
    static boolean is(Throwable failure) {
        return failure instanceof PgException refused
                ? CLASSES.contains(sqlClass(refused.getSqlState()))
                : !(failure instanceof IllegalArgumentException);
    }

    private static String sqlClass(@Nullable String state) {
        return state == null || state.length() < 2 ? "" : state.substring(0, 2);
    }
}
