package io.vouchpost.verticle;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vouchpost.verticle.Closing.Step;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** The verticles that run, and their end: one kind after the other, and none waits for ever for one that hangs. */
final class Deployments {
    private final Vertx vertx;
    private final List<Deployed> deployed = new CopyOnWriteArrayList<>();

    Deployments(Vertx vertx) {
        this.vertx = vertx;
    }

    /** @param overtime after the grace, which begins for all at the same time */
    private record Deployed(String what, Duration overtime, String id) {}

    /**
     * Those who are asked come before those who ask.
     *
     * @param what for the log
     * @param overtime so long after the grace they have to have ended; no less than those who ask them have
     */
    Future<Void> deploy(String what, Duration overtime, DeploymentOptions options, Supplier<VerticleBase> verticle) {
        return vertx.deployVerticle(verticle, options)
                .onSuccess(id -> deployed.add(new Deployed(what, overtime, id)))
                .mapEmpty();
    }

    /** Ends all, the last first: those who are asked outlive those who ask. Does not fail. */
    Future<Void> undeploy(Duration grace) {
        Future<Void> undeployed = Future.succeededFuture();
        for (int i = deployed.size() - 1; i >= 0; i--) {
            var next = deployed.get(i);
            var patience = grace.plus(next.overtime());
            var closing = new Closing(patience); // which begins now, and not with its turn
            undeployed = undeployed.compose(
                    done -> closing.of(patience, new Step(next.what(), () -> vertx.undeploy(next.id()))));
        }
        return undeployed;
    }
}
