package io.vouchpost.delivery;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * How long an attempt may go on.
 *
 * @param untilDot all hosts together, until the final dot; the answer to that is waited for as {@code delivery.timeout} says
 * @param mayEnd asked just before the final dot; false when the message is no longer ours, and then it is broken off
 */
public record Leeway(Duration untilDot, BooleanSupplier mayEnd) {

    public static Leeway of(Duration untilDot) {
        return new Leeway(untilDot, () -> true);
    }
}
