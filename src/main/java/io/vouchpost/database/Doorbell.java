package io.vouchpost.database;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnection;
import java.util.concurrent.TimeUnit;

/**
 * Rings at a database, only to hear what it says. One that accepts and then says nothing is left again: a pool can be told
 * how long to bear silence, which a single attempt cannot.
 */
final class Doorbell {
    private Doorbell() {}

    /** Fails with what the database says against it, or when nothing has come in that time. */
    static Future<Void> ring(Vertx vertx, PgConnectOptions options, int seconds) {
        var door = PgBuilder.pool()
                .using(vertx)
                .connectingTo(options)
                .with(new PoolOptions().setMaxSize(1))
                .with(new NetClientOptions()
                        .setConnectTimeout((int) TimeUnit.SECONDS.toMillis(seconds))
                        .setIdleTimeout(seconds))
                .build();
        return door.getConnection()
                .compose(SqlConnection::close)
                .timeout(seconds, TimeUnit.SECONDS)
                .onComplete(heard -> door.close()); // not waited for: that may not end before the database does
    }
}
