package io.vouchpost.session;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A connection that does nothing by itself and remembers what it was told. */
final class Wire implements Connection {
    private static final Tls TLS = new Tls("TLSv1.3", "TLS_AES_128_GCM_SHA256", io.vouchpost.sasl.Channel.BARE);

    final List<String> writes = new ArrayList<>();
    final Promise<Void> handshake = Promise.promise();
    boolean congested;
    boolean paused;
    boolean closed;
    private Peer peer = new Peer("192.0.2.7", Optional.of(TLS));

    void withoutTls() {
        peer = new Peer("192.0.2.7", Optional.empty());
        handshake.future().onSuccess(up -> peer = new Peer("192.0.2.7", Optional.of(TLS)));
    }

    @Override
    public void write(Buffer octets) {
        if (closed) {
            throw new AssertionError("written after closing: " + octets);
        }
        writes.add(octets.toString());
    }

    @Override
    public boolean isCongested() {
        return congested;
    }

    @Override
    public Future<Void> startTls(Buffer reply) {
        write(reply);
        return handshake.future();
    }

    @Override
    public Future<Void> after(Duration time) {
        return Future.succeededFuture();
    }

    @Override
    public void pause() {
        paused = true;
    }

    @Override
    public void resume() {
        paused = false;
    }

    @Override
    public void close() {
        closed = true;
    }

    @Override
    public Peer peer() {
        return peer;
    }
}
