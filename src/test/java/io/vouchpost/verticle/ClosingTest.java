package io.vouchpost.verticle;

import static io.vouchpost.database.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vouchpost.LogLines;
import io.vouchpost.verticle.Closing.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One that cannot be closed is no reason to leave the others open, and it is said which one that was. */
@Timeout(60)
class ClosingTest {
    private static final Duration HOURS = Duration.ofHours(1);
    private static final Duration MOMENT = Duration.ofMillis(1);

    private final List<String> closed = new ArrayList<>();
    private final LogLines log = LogLines.of(Closing.class);

    @AfterEach
    void leave() {
        log.close();
    }

    private Supplier<Future<Void>> well(String name) {
        return () -> {
            closed.add(name);
            return Future.succeededFuture();
        };
    }

    private static Future<Void> hanging() {
        return Promise.<Void>promise().future();
    }

    @Test
    void whatHangsIsGivenUpAndTheNextHaveTheirTurn() {
        var closing = new Closing(HOURS);
        await(closing.of(MOMENT, new Step("the guard", ClosingTest::hanging), new Step("the spool", well("spool")))
                .compose(done -> closing.of(HOURS, new Step("the audit log", well("audit")))));
        assertThat(closed).containsExactly("spool", "audit");
        assertThat(log.lines()).containsExactly("not closed in order: the guard, given up after 1 ms");
    }

    @Test
    void whatFailsIsToldOfAndTheOthersHaveTheirTurn() {
        var closing = new Closing(HOURS);
        await(closing.of(
                HOURS,
                new Step("the signer", () -> {
                    throw new IllegalStateException("no");
                }),
                new Step("the usage", () -> Future.failedFuture("away")),
                new Step("the spool", well("spool"))));
        assertThat(closed).containsExactly("spool");
        assertThat(log.lines())
                .containsExactly(
                        "not closed in order: the signer, java.lang.IllegalStateException: no",
                        "not closed in order: the usage, io.vertx.core.impl.NoStackTraceThrowable: away");
    }

    @Test
    void whereAllTheTimeIsSpentTheLastIsStillTold() {
        var closing = new Closing(Duration.ZERO);
        await(closing.of(HOURS, new Step("the database", ClosingTest::hanging)));
        await(closing.of(HOURS, new Step("the scratch directory", well("scratch"))));
        assertThat(closed).containsExactly("scratch");
        assertThat(log.lines()).containsExactly("not closed in order: the database, given up after 1 ms");
    }
}
