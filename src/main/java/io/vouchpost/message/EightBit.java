package io.vouchpost.message;

import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Whether there are octets above 127, for which a next hop needs 8BITMIME (RFC 6152 §2). Looks at 32 at a time. */
public final class EightBit {

    private static final VarHandle EIGHT_OCTETS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final int STEP = 4 * Long.BYTES;

    private EightBit() {}

    static boolean in(Buffer piece) {
        ByteBuf octets = ((BufferInternal) piece).getByteBuf();
        if (!octets.hasArray()) {
            byte[] copy = piece.getBytes();
            return in(copy, 0, copy.length);
        }
        int from = octets.arrayOffset() + octets.readerIndex();
        return in(octets.array(), from, from + piece.length());
    }

    /**
     * @param to exclusive
     */
    public static boolean in(byte[] octets, int from, int to) {
        int at = from;
        for (; at <= to - STEP; at += STEP) {
            long all = (long) EIGHT_OCTETS.get(octets, at)
                    | (long) EIGHT_OCTETS.get(octets, at + Long.BYTES)
                    | (long) EIGHT_OCTETS.get(octets, at + 2 * Long.BYTES)
                    | (long) EIGHT_OCTETS.get(octets, at + 3 * Long.BYTES);
            if ((all & HIGH_BITS) != 0) {
                return true;
            }
        }
        for (; at < to; at++) {
            if (octets[at] < 0) {
                return true;
            }
        }
        return false;
    }
}
