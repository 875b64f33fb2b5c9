package io.vouchpost.verticle;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;

/** Passes the object itself: secrets and bodies are neither copied nor serialized, and never leave the process. */
final class LocalCodec implements MessageCodec<Object, Object> {
    static final String NAME = "vouchpost-local";

    @Override
    public void encodeToWire(Buffer buffer, Object object) {
        throw new UnsupportedOperationException("messages stay within the process");
    }

    @Override
    public Object decodeFromWire(int position, Buffer buffer) {
        throw new UnsupportedOperationException("messages stay within the process");
    }

    @Override
    public Object transform(Object object) {
        return object;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public byte systemCodecID() {
        return -1;
    }
}
