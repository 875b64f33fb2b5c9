package io.vertx.ext.mail.impl;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.VertxWrapper;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullMarked;

/**
 * The Vert.x to make a mail client with. It is the other one, but that each connection the client makes has its
 * {@link Prelude}: the client makes its network client itself and hands a new connection to nobody.
 */
@NullMarked
public final class WatchedVertx extends VertxWrapper {
    public WatchedVertx(Vertx vertx) {
        super((VertxInternal) vertx);
    }

    @Override
    public NetClient createNetClient(NetClientOptions options) {
        return new Watched(super.createNetClient(options));
    }

    private record Watched(NetClient client) implements NetClient {
        @Override
        public Future<NetSocket> connect(int port, String host) {
            return client.connect(port, host).map(Prelude::watch);
        }

        @Override
        public Future<NetSocket> connect(int port, String host, String serverName) {
            return client.connect(port, host, serverName).map(Prelude::watch);
        }

        @Override
        public Future<NetSocket> connect(SocketAddress address) {
            return client.connect(address).map(Prelude::watch);
        }

        @Override
        public Future<NetSocket> connect(SocketAddress address, String serverName) {
            return client.connect(address, serverName).map(Prelude::watch);
        }

        @Override
        public Future<NetSocket> connect(ConnectOptions options) {
            return client.connect(options).map(Prelude::watch);
        }

        @Override
        public Future<Void> close() {
            return client.close();
        }

        @Override
        public Future<Void> shutdown(long timeout, TimeUnit unit) {
            return client.shutdown(timeout, unit);
        }

        @Override
        public Future<Boolean> updateSSLOptions(ClientSSLOptions options, boolean force) {
            return client.updateSSLOptions(options, force);
        }
    }
}
