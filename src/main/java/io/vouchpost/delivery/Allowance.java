package io.vouchpost.delivery;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * What an attempt may take, and do.
 *
 * @param untilDot everything before the final dot, at all hosts together
 * @param forAnswer begins when the dot goes out: how long its answer is waited for (RFC 5321 §4.5.3.2.6)
 * @param mayEnd asked just before the dot; false: the message is no longer ours
 */
record Allowance(Deadline untilDot, Supplier<Deadline> forAnswer, BooleanSupplier mayEnd) {

    /** Begins now. The first deadline is to be lifted when all is over. */
    static Allowance of(Vertx vertx, Leeway leeway, Duration answer) {
        return new Allowance(
                new Deadline(vertx, leeway.untilDot()), () -> new Deadline(vertx, answer), leeway.mayEnd());
    }
}
