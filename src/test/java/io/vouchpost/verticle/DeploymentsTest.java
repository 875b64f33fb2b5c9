package io.vouchpost.verticle;

import static io.vouchpost.database.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vouchpost.LogLines;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A verticle that hangs at its end is given up by name, and those that it asked have their turn. */
@Timeout(60)
class DeploymentsTest {
    private static final Duration HOURS = Duration.ofHours(1);
    private static final Duration MOMENT = Duration.ofMillis(100);

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final Deployments deployments = new Deployments(vertx);
    private final List<String> ended = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch relieved = new CountDownLatch(1);
    private final Promise<Void> end = Promise.promise();
    private final LogLines log = LogLines.of(Closing.class);

    @AfterEach
    void leave() {
        relieved.countDown();
        end.tryComplete();
        log.close();
        await(vertx.close());
    }

    private void deploy(String what, Duration overtime, Supplier<Future<?>> stop) {
        await(deployments.deploy(what, overtime, new DeploymentOptions(), () -> new VerticleBase() {
            @Override
            public Future<?> stop() {
                ended.add(what);
                return stop.get();
            }
        }));
    }

    @Test
    void thoseWhoAreAskedOutliveThoseWhoAsk() {
        deploy("the asked", HOURS, Future::succeededFuture);
        deploy("who asks", HOURS, () -> vertx.timer(50).mapEmpty());
        await(deployments.undeploy(Duration.ZERO));
        assertThat(ended).containsExactly("who asks", "the asked");
        assertThat(vertx.deploymentIDs()).isEmpty();
        assertThat(log.lines()).isEmpty();
    }

    @Test
    void whatNeverEndsIsNamedAndTheNextHaveTheirTurn() {
        deploy("the asked", HOURS, Future::succeededFuture);
        deploy("who hangs", MOMENT, end::future);
        await(deployments.undeploy(Duration.ZERO));
        assertThat(ended).containsExactly("who hangs", "the asked");
        assertThat(vertx.deploymentIDs()).hasSizeLessThanOrEqualTo(1);
        assertThat(log.lines())
                .singleElement()
                .asString()
                .matches("not closed in order: who hangs, given up after \\d+ ms");
    }

    /** Nor does one that keeps its event loop, on which all others are too: no timer of Vert.x comes any more. */
    @Test
    void whatKeepsItsThreadIsNamedToo() {
        deploy("the asked", MOMENT, Future::succeededFuture);
        deploy("who hangs", MOMENT, () -> {
            try {
                relieved.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return Future.succeededFuture();
        });
        await(deployments.undeploy(Duration.ZERO));
        assertThat(ended).containsExactly("who hangs");
        assertThat(log.lines())
                .hasSize(2)
                .anySatisfy(line -> assertThat(line).startsWith("not closed in order: who hangs, given up after "))
                .anySatisfy(line -> assertThat(line).startsWith("not closed in order: the asked, given up after "));
    }

    /** Who may ask until the end of the grace may end then. */
    @Test
    void theGraceIsBeforeAllOfIt() {
        deploy("who has the grace", Duration.ZERO, () -> vertx.timer(50).mapEmpty());
        await(deployments.undeploy(HOURS));
        assertThat(log.lines()).isEmpty();
        assertThat(vertx.deploymentIDs()).isEmpty();
    }
}
