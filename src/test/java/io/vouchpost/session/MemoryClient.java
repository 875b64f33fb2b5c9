package io.vouchpost.session;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** A client and its connection without any network: what one side says the other one hears at once. */
final class MemoryClient implements Client, Connection {
    private final StringBuilder heard = new StringBuilder();
    private Peer peer;
    private Optional<Promise<Void>> handshake = Optional.empty();
    private Optional<Session> session = Optional.empty();
    private Optional<Promise<Void>> waiting = Optional.empty();
    private boolean closed;

    MemoryClient(boolean tls) {
        this.peer = new Peer("192.0.2.7", tls ? Optional.of(tls()) : Optional.empty());
    }

    void connect(Session opened) {
        session = Optional.of(opened);
        opened.open();
    }

    private static Tls tls() {
        return new Tls("TLSv1.3", "TLS_AES_128_GCM_SHA256", io.vouchpost.sasl.Channel.BARE);
    }

    // the client

    @Override
    public void send(byte[] octets) {
        if (!closed) {
            session.orElseThrow().receive(Buffer.buffer(octets));
        }
    }

    @Override
    public void handshake() {
        peer = new Peer(peer.address(), Optional.of(tls()));
        handshake.orElseThrow().complete();
    }

    @Override
    public Optional<String> readLine() {
        if (heard.length() == 0) {
            timePasses(); // who listens has nothing to say
        }
        int end = heard.indexOf("\r\n");
        if (end < 0) {
            if (!closed) {
                throw new AssertionError("the server says nothing more, and does not close: " + heard);
            }
            return Optional.empty();
        }
        String line = heard.substring(0, end);
        heard.delete(0, end + 2);
        return Optional.of(line);
    }

    // the connection

    @Override
    public void write(Buffer octets) {
        heard.append(octets.toString(StandardCharsets.UTF_8));
    }

    @Override
    public boolean isCongested() {
        return false;
    }

    @Override
    public Future<Void> startTls(Buffer reply) {
        write(reply);
        Promise<Void> promise = Promise.promise();
        handshake = Optional.of(promise);
        return promise.future();
    }

    @Override
    public Future<Void> after(Duration time) {
        if (time.isZero()) {
            return Future.succeededFuture();
        }
        Promise<Void> promise = Promise.promise();
        waiting = Optional.of(promise);
        return promise.future();
    }

    private void timePasses() {
        var over = waiting;
        waiting = Optional.empty();
        over.ifPresent(Promise::complete);
    }

    @Override
    public void pause() {}

    @Override
    public void resume() {}

    @Override
    public void close() {
        closed = true;
    }

    @Override
    public Peer peer() {
        return peer;
    }
}
