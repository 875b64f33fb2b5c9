package io.vouchpost.message;

import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.util.ArrayList;
import java.util.List;

/**
 * Octets in memory, with their true cost. A piece of content is a slice, and keeps alive the whole array that the network
 * was read into. So a piece which makes up most of its array is held as it is, without a copy (a small message is one or
 * two such pieces); all others are copied together into chunks of our own, so that a client which sends an octet at a
 * time, or a dot at the start of each line, costs little more than what it sends.
 */
final class Chunks {

    /** Below this, copying is cheaper than holding. */
    private static final int WORTH_HOLDING = 1024;

    private static final int SMALLEST = 512;
    private static final int LARGEST = 8 * 1024;

    /** Octets of heap for the objects around an array: buffer, slice, array header, list entry. */
    private static final int AROUND = 160;

    private static final byte[] NONE = {};

    private final Budget memory;
    private final List<Buffer> chunks = new ArrayList<>(4);
    private Buffer open = Buffer.buffer(0); // the last of the chunks, while it is our own and has room
    private int room;
    private byte[] paidFor = NONE;
    private long size;
    private long charged;

    Chunks(Budget memory) {
        this.memory = memory;
    }

    /**
     * Takes the piece, in any case.
     *
     * @return whether the process is still within its memory
     */
    boolean add(Buffer piece) {
        size += piece.length();
        long cost = costOfHolding(piece);
        return cost < 0 ? copy(piece) : hold(piece, cost);
    }

    /** What it costs to keep the piece as it is; -1 when it is better copied. */
    private long costOfHolding(Buffer piece) {
        ByteBuf octets = ((BufferInternal) piece).getByteBuf();
        if (piece.length() < WORTH_HOLDING || !octets.hasArray()) {
            return -1;
        }
        byte[] array = octets.array();
        if (array == paidFor) {
            return AROUND;
        }
        if (piece.length() < array.length / 2) {
            return -1;
        }
        paidFor = array;
        return (long) AROUND + array.length;
    }

    private boolean hold(Buffer piece, long cost) {
        chunks.add(piece);
        room = 0;
        return charge(cost);
    }

    private boolean copy(Buffer piece) {
        boolean within = true;
        for (int from = 0; from < piece.length(); ) {
            if (room == 0) {
                room = (int) Math.max(SMALLEST, Math.min(LARGEST, size));
                open = Buffer.buffer(room);
                chunks.add(open);
                within &= charge(AROUND + room);
            }
            int length = Math.min(room, piece.length() - from);
            open.appendBuffer(piece, from, length);
            room -= length;
            from += length;
        }
        return within;
    }

    private boolean charge(long octets) {
        charged += octets;
        return memory.take(octets);
    }

    /** In octets of content. */
    long size() {
        return size;
    }

    List<Buffer> all() {
        return chunks;
    }

    /** The same as few pieces as is cheap: what is small is worth one copy to be one write. */
    List<Buffer> forFile() {
        if (chunks.size() < 2 || size > 4 * LARGEST) {
            return chunks;
        }
        Buffer joined = Buffer.buffer((int) size);
        chunks.forEach(joined::appendBuffer);
        release();
        chunks.add(joined);
        charge(AROUND + size);
        return chunks;
    }

    /** Gives the memory back; what was handed out stays readable. Twice is harmless. */
    void release() {
        memory.give(charged);
        charged = 0;
        chunks.clear();
        room = 0;
    }
}
