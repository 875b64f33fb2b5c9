package io.vouchpost.guard;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one gateway knows of one count: how much all had together when it last heard, and what it has not told of its own.
 * Not safe for threads: its owner's lock guards it.
 */
final class Counter {
    /** Of a limit, in percent times ten, that a gateway may give out before it asks: three of them stay below 5 %. */
    private static final long SHARE = 15;

    private final String key;
    private final Window window;
    /** Of all together, this gateway's told amounts among them. */
    private long total;
    /** Given out here, and not told. Below zero: told or granted, and still to be given out or back. */
    private long untold;
    /** Being told just now. */
    private long telling;

    private @Nullable Instant heard;

    Counter(String key, Window window) {
        this.key = key;
        this.window = window;
    }

    /** Of a limit, how much may be given out unasked. */
    static long share(long limit) {
        return limit * SHARE / 1000;
    }

    String key() {
        return key;
    }

    Window window() {
        return window;
    }

    /** Of all together, as far as it is known here. */
    long known() {
        return total + telling + untold;
    }

    /** Whether there is room, as far as it is known here. */
    boolean hasRoomFor(Claim claim) {
        return claim.amount() == 0 || known() + claim.amount() <= claim.limit();
    }

    /**
     * Whether it may be given out without asking. What is being given back just now may belong to somebody else already.
     */
    boolean covers(Claim claim) {
        return Math.max(0, telling) + untold + claim.amount() <= share(claim.limit());
    }

    void give(long amount) {
        untold += amount;
    }

    boolean wasHeard() {
        return heard != null;
    }

    /** Whether others may have given back meanwhile. In a minute that is not worth a question. */
    boolean isStale(Instant now, Duration fresh) {
        return heard != null
                && heard.plus(fresh).isBefore(now)
                && window.start().plusSeconds(60).isBefore(window.end());
    }

    boolean hasUntold() {
        return untold != 0;
    }

    /** Told or granted, and given out to nobody. */
    boolean hasLeftOver() {
        return untold < 0;
    }

    /** What is to be told now. */
    long tell() {
        telling = untold;
        untold = 0;
        return telling;
    }

    void hear(long amount, long granted, Instant now) {
        total = amount;
        telling = 0;
        untold -= granted;
        heard = now;
    }

    /** Nobody knows whether it was told. It is told again: a limit reached too early is better than one that does not hold. */
    void goUnheard() {
        untold += Math.max(0, telling);
        telling = 0;
    }
}
