package io.vouchpost.session;

import io.vertx.core.buffer.Buffer;
import io.vouchpost.message.Budget;
import io.vouchpost.wire.Framer;
import org.jspecify.annotations.Nullable;

/**
 * What a client has said and was not answered yet. Bounded: the socket is read only while what was read gets answered, and
 * what waits counts as memory of the whole process.
 */
final class Input {
    /** Octets above which the socket is not read: a good batch of pipelined commands, if no longer line may come. */
    private static final int AHEAD = 16 * 1024;

    private final Connection connection;
    private final Budget memory;
    private final int most;
    private final Framer framer = new Framer();
    private int counted;
    private boolean paused;

    /**
     * @param longestLine in octets: so much must fit in, or its end would never be read
     */
    Input(Connection connection, Budget memory, int longestLine) {
        this.connection = connection;
        this.memory = memory;
        this.most = Math.max(AHEAD, longestLine);
    }

    void append(Buffer octets) {
        framer.append(octets);
    }

    /** The next line; null when none is complete yet. */
    Framer.@Nullable Frame nextLine(int limit) {
        return framer.nextLine(limit);
    }

    /** All that is here, as it came; null when nothing is. */
    @Nullable
    Buffer takeAll() {
        return framer.takeAll();
    }

    /** What is here, as it came, and at most so many octets; null when nothing is. */
    @Nullable
    Buffer take(long most) {
        return framer.take(most);
    }

    /** Puts back what belongs to the next command. */
    void giveBack(Buffer octets) {
        framer.giveBack(octets);
    }

    /** Whether something waits: here, or in the socket behind it. */
    boolean isWaiting() {
        return framer.buffered() > 0 || paused;
    }

    /** Whether a line has begun to come; to be asked when there is no next one. */
    boolean isWithinLine() {
        return framer.isWithinLine();
    }

    /**
     * @param busy whether an answer is under way; then a process short of memory reads nothing beyond it
     */
    void regulate(boolean busy) {
        count(framer.buffered());
        int ahead = busy && memory.isSpent() ? 0 : most;
        boolean enough = framer.buffered() > ahead || connection.isCongested();
        if (enough != paused) {
            paused = enough;
            if (enough) {
                connection.pause();
            } else {
                connection.resume();
            }
        }
    }

    /** Nothing of it will be answered. */
    void release() {
        count(0);
    }

    private void count(int held) {
        memory.take(held - counted);
        counted = held;
    }
}
