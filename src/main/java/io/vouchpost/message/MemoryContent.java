package io.vouchpost.message;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

/** A small message: the pieces it came in. */
final class MemoryContent implements Content {

    private final long size;
    private final boolean leadingDots;
    private final boolean eightBit;
    private final List<Buffer> pieces;
    private final AtomicReference<Chunks> held;

    MemoryContent(Chunks chunks, boolean leadingDots, boolean eightBit) {
        this.size = chunks.size();
        this.leadingDots = leadingDots;
        this.eightBit = eightBit;
        this.pieces = List.copyOf(chunks.all());
        this.held = new AtomicReference<>(chunks);
    }

    static MemoryContent of(Buffer octets) {
        Chunks chunks = new Chunks(new Budget(Long.MAX_VALUE));
        chunks.add(octets);
        return new MemoryContent(chunks, startsALineWithADot(octets), hasEightBit(octets));
    }

    private static boolean hasEightBit(Buffer octets) {
        return IntStream.range(0, octets.length()).anyMatch(at -> octets.getByte(at) < 0);
    }

    private static boolean startsALineWithADot(Buffer octets) {
        byte before = '\n';
        for (int at = 0; at < octets.length(); at++) {
            byte octet = octets.getByte(at);
            if (octet == '.' && before == '\n') {
                return true;
            }
            before = octet;
        }
        return false;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public boolean hasLeadingDots() {
        return leadingDots;
    }

    @Override
    public boolean mayHaveEightBit() {
        return eightBit;
    }

    @Override
    public Future<Void> writeTo(WriteStream<Buffer> sink) {
        Iterator<Buffer> rest = pieces.iterator();
        return Feed.into(sink, () -> Future.succeededFuture(rest.hasNext() ? rest.next() : Feed.END));
    }

    @Override
    public void release() {
        Chunks chunks = held.getAndSet(null);
        if (chunks != null) {
            chunks.release();
        }
    }
}
