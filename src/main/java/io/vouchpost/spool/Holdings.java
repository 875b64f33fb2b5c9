package io.vouchpost.spool;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vouchpost.database.Database;
import java.util.concurrent.TimeUnit;

/**
 * What is in the spool of all gateways, as the database keeps count of it.
 *
 * @param messages with content
 * @param octets of their content
 */
public record Holdings(long messages, long octets) {
    private static final String READ =
            "SELECT sum(messages)::bigint AS messages, sum(octets)::bigint AS octets FROM spool_room";

    static Future<Holdings> read(SqlClient client) {
        return client.preparedQuery(READ)
                .execute()
                .timeout(Database.PATIENCE_SECONDS, TimeUnit.SECONDS)
                .map(rows -> rows.iterator().next())
                .map(row -> new Holdings(row.getLong("messages"), row.getLong("octets")));
    }
}
