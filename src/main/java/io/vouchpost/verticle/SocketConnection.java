package io.vouchpost.verticle;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import io.vouchpost.metrics.Handshakes;
import io.vouchpost.sasl.Channel;
import io.vouchpost.session.Connection;
import io.vouchpost.tls.ChannelBindings;
import io.vouchpost.tls.UnwantedProtocol;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** A client's socket, as a session uses it. */
final class SocketConnection implements Connection {
    private final Vertx vertx;
    private final NetSocket socket;
    private final Function<Buffer, Future<Void>> startTls;
    private final ChannelBindings bindings;
    private final Handshakes handshakes;
    private Peer peer;

    /**
     * @param startTls sends the reply, then starts TLS with the certificate of that moment
     * @param bindings those that may be used
     */
    SocketConnection(
            Vertx vertx,
            NetSocket socket,
            Function<Buffer, Future<Void>> startTls,
            ChannelBindings bindings,
            Handshakes handshakes) {
        this.vertx = vertx;
        this.socket = socket;
        this.startTls = startTls;
        this.bindings = bindings;
        this.handshakes = handshakes;
        this.peer = new Peer(addressOf(socket), tls());
        count();
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
        return startTls.apply(reply)
                .onSuccess(up -> {
                    peer = new Peer(peer.address(), tls());
                    count();
                })
                .onFailure(fault -> handshakes.failed())
                .recover(fault -> Future.failedFuture(
                        fault instanceof UnwantedProtocol unwanted
                                ? new RefusedHandshake(Reception.unwanted(unwanted))
                                : fault));
    }

    private void count() {
        peer.tls().map(Tls::version).ifPresent(handshakes::done);
    }

    @Override
    public Future<Void> after(Duration time) {
        return time.isZero()
                ? Future.succeededFuture()
                : vertx.timer(time.toMillis(), TimeUnit.MILLISECONDS)
                        .<Void>mapEmpty()
                        .otherwiseEmpty(); // cancelled when the gateway stops, which is no fault
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
