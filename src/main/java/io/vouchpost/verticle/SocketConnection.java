package io.vouchpost.verticle;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import io.vouchpost.sasl.Channel;
import io.vouchpost.session.Connection;
import io.vouchpost.tls.ChannelBindings;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** A client's socket, as a session uses it. */
final class SocketConnection implements Connection {
    private final NetSocket socket;
    private final Function<Buffer, Future<Void>> startTls;
    private final ChannelBindings bindings;
    private Peer peer;

    /**
     * @param startTls sends the reply, then starts TLS with the certificate of that moment
     * @param bindings those that may be used
     */
    SocketConnection(NetSocket socket, Function<Buffer, Future<Void>> startTls, ChannelBindings bindings) {
        this.socket = socket;
        this.startTls = startTls;
        this.bindings = bindings;
        this.peer = new Peer(addressOf(socket), tls());
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
        return startTls.apply(reply).onSuccess(up -> peer = new Peer(peer.address(), tls()));
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

    private static List<X509Certificate> chainOf(SSLSession session) {
        try {
            return Stream.of(session.getPeerCertificates())
                    .takeWhile(X509Certificate.class::isInstance)
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (SSLPeerUnverifiedException none) {
            return List.of();
        }
    }

    private Optional<Tls> tls() {
        var session = socket.isSsl() ? socket.sslSession() : null;
        return Optional.ofNullable(session)
                .map(s -> new Tls(s.getProtocol(), s.getCipherSuite(), new Channel(chainOf(s), bindings.of(s))));
    }
}
