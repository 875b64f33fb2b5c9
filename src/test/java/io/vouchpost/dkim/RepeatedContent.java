package io.vouchpost.dkim;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import io.vouchpost.message.Content;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;

/** A header, and a piece of body said over and over, each time in a buffer of its own. */
final class RepeatedContent implements Content {
    private static final int PIECES_BETWEEN_COUNTS = 60;

    private final byte[] header;
    private final byte[] piece;
    private final int times;
    private final List<WeakReference<Buffer>> given = new ArrayList<>();
    private long limit = Long.MAX_VALUE;
    private boolean watched;
    private long mostHeld;
    private int readings;

    RepeatedContent(String header, String piece, int times) {
        this.header = header.getBytes(ISO_8859_1);
        this.piece = piece.getBytes(ISO_8859_1);
        this.times = times;
    }

    static RepeatedContent of(String message) {
        return new RepeatedContent(message, "", 0);
    }

    RepeatedContent breakingAfter(long octets) {
        limit = octets;
        return this;
    }

    RepeatedContent watched() {
        watched = true;
        return this;
    }

    /** How many octets that were given somebody held at a time; counted where {@link #watched}. */
    long mostHeld() {
        return mostHeld;
    }

    int readings() {
        return readings;
    }

    byte[] whole() {
        byte[] whole = new byte[Math.toIntExact(size())];
        System.arraycopy(header, 0, whole, 0, header.length);
        for (int i = 0; i < times; i++) {
            System.arraycopy(piece, 0, whole, header.length + i * piece.length, piece.length);
        }
        return whole;
    }

    @Override
    public long size() {
        return header.length + (long) piece.length * times;
    }

    @Override
    public boolean hasLeadingDots() {
        return false;
    }

    @Override
    public Future<Void> writeTo(WriteStream<Buffer> sink) {
        readings++;
        Promise<Void> done = Promise.promise();
        sink.write(Buffer.buffer(header)).onFailure(done::tryFail);
        writeFrom(0, sink, done);
        return done.future();
    }

    private void writeFrom(int start, WriteStream<Buffer> sink, Promise<Void> done) {
        int next = start;
        while (next < times && !sink.writeQueueFull() && !done.future().isComplete()) {
            if ((long) next * piece.length > limit) {
                done.fail("the disk is gone");
                return;
            }
            give(sink, done);
            next++;
        }
        int rest = next;
        if (next == times) {
            done.tryComplete();
        } else {
            sink.drainHandler(drained -> {
                sink.drainHandler(null);
                writeFrom(rest, sink, done);
            });
        }
    }

    private void give(WriteStream<Buffer> sink, Promise<Void> done) {
        Buffer buffer = Buffer.buffer(piece.clone());
        if (watched) {
            given.add(new WeakReference<>(buffer));
            if (given.size() % PIECES_BETWEEN_COUNTS == 0) {
                System.gc();
                long held = given.stream().filter(one -> one.get() != null).count();
                mostHeld = Math.max(mostHeld, held * piece.length);
            }
        }
        sink.write(buffer).onFailure(done::tryFail);
    }

    @Override
    public void release() {
        throw new UnsupportedOperationException("not by the signer");
    }
}
