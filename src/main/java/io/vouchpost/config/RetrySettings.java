package io.vouchpost.config;

import java.time.Duration;
import java.util.List;

/**
 * When a message that could not be handed on is tried again.
 *
 * @param intervals from the first attempt to the second, from there to the third, and so on; the last one is repeated
 * @param jitter how far each interval may be off, in hundredths of it, so that not all come back at once
 * @param expire after this time the message is given up, and its sender told
 * @param warn after this time the sender is told once that it is late; zero: never
 */
public record RetrySettings(List<Duration> intervals, int jitter, Duration expire, Duration warn) {

    public RetrySettings {
        intervals = List.copyOf(intervals);
    }
}
