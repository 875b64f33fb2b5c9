package io.vouchpost.verticle;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.ServerSSLOptions;
import io.vouchpost.session.Connection;
import java.util.Optional;
import java.util.function.Supplier;

/** A client's socket, as a session uses it. */
final class SocketConnection implements Connection {
    private final NetSocket socket;
    private final Supplier<ServerSSLOptions> tlsOptions;
    private Peer peer;

    /**
     * @param tlsOptions those in force when STARTTLS comes: certificates change while clients are connected
     */
    SocketConnection(NetSocket socket, Supplier<ServerSSLOptions> tlsOptions) {
        this.socket = socket;
        this.tlsOptions = tlsOptions;
        this.peer = new Peer(addressOf(socket), tlsOf(socket));
    }

    @Override
    public void write(Buffer octets) {
        socket.write(octets);
    }

    @Override
    public boolean isCongested() {
        return socket.writeQueueFull();
    }

    @Override
    public Future<Void> startTls(Buffer reply) {
        return socket.upgradeToSsl(tlsOptions.get(), reply)
                .onSuccess(up -> peer = new Peer(peer.address(), tlsOf(socket)));
    }

    @Override
    public void pause() {
        socket.pause();
    }

    @Override
    public void resume() {
        socket.resume();
    }

    @Override
    public void close() {
        socket.close();
    }

    @Override
    public Peer peer() {
        return peer;
    }

    /** The client's, also behind a proxy that told it by the PROXY protocol. */
    static String addressOf(NetSocket socket) {
        var address = socket.remoteAddress();
        return address == null || address.hostAddress() == null ? "unknown" : address.hostAddress();
    }

    private static Optional<Tls> tlsOf(NetSocket socket) {
        var session = socket.isSsl() ? socket.sslSession() : null;
        return Optional.ofNullable(session).map(s -> new Tls(s.getProtocol(), s.getCipherSuite()));
    }
}
