package io.vouchpost.delivery;

import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.net.NetSocket;
import io.vertx.core.streams.WriteStream;
import io.vouchpost.message.ContentReader;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a message is written to on its way into the socket of the next hop. Puts a dot before each line that starts with one
 * (RFC 5321 §4.5.2) where there are such lines; leaves everything else, the socket's handlers and its end, as it is.
 */
final class ContentSink implements ContentReader {
    private final NetSocket socket;
    private final boolean stuffing;
    private boolean atLineStart = true;
    private boolean broken;
    private @Nullable String stopped;
    private @Nullable Handler<Void> drained;

    ContentSink(NetSocket socket, boolean stuffing) {
        this.socket = socket;
        this.stuffing = stuffing;
    }

    @Override
    public Future<Void> write(Buffer octets) {
        if (stopped != null) {
            return Future.failedFuture(stopped);
        }
        return socket.write(stuffing ? stuff(octets) : octets).onFailure(failure -> broken = true);
    }

    /** Whether it was the socket that failed, and not the message. */
    boolean isBroken() {
        return broken;
    }

    /** Lines end in CRLF only, so a line starts after each LF. */
    private Buffer stuff(Buffer octets) {
        var bare = ((BufferInternal) octets).getByteBuf();
        int first = bare.readerIndex();
        int end = bare.writerIndex();
        var stuffed = Optional.<Buffer>empty();
        int copied = first;
        for (int line = atLineStart ? first : nextLine(bare, first, end);
                line < end;
                line = nextLine(bare, line, end)) {
            if (bare.getByte(line) == '.') {
                stuffed = Optional.of(stuffed.orElseGet(() -> Buffer.buffer(octets.length() + 64))
                        .appendBuffer(octets, copied - first, line - copied)
                        .appendByte((byte) '.'));
                copied = line;
            }
        }
        atLineStart = end > first ? bare.getByte(end - 1) == '\n' : atLineStart;
        int rest = copied;
        return stuffed.map(it -> it.appendBuffer(octets, rest - first, end - rest))
                .orElse(octets);
    }

    /** Where the line after this position starts; the end when there is none here. */
    private static int nextLine(ByteBuf octets, int from, int end) {
        int lineFeed = octets.indexOf(from, end, (byte) '\n');
        return lineFeed < 0 ? end : lineFeed + 1;
    }

    /** Nothing is taken any more; whoever waits for room is woken to learn of it. */
    void stop(String reason) {
        stopped = reason;
        socket.drainHandler(null);
        if (drained != null) {
            drained.handle(null);
        }
    }

    @Override
    public boolean writeQueueFull() {
        return stopped == null && socket.writeQueueFull();
    }

    @Override
    public WriteStream<Buffer> drainHandler(@Nullable Handler<Void> handler) {
        drained = handler;
        if (stopped == null) {
            socket.drainHandler(handler);
        } else if (handler != null) {
            handler.handle(null);
        }
        return this;
    }

    @Override
    public WriteStream<Buffer> setWriteQueueMaxSize(int octets) {
        socket.setWriteQueueMaxSize(octets);
        return this;
    }
}
