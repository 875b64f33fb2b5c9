package io.vouchpost.verticle;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VerticleBase;
import io.vouchpost.delivery.Transport;
import io.vouchpost.message.Submission;
import io.vouchpost.delivery.Outcome;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Hands messages to the next hop. Each instance has connections of its own, on its own event loop. */
final class DeliveryVerticle extends VerticleBase {
    private final Function<Vertx, Transport> opener;
    private @Nullable Transport transport;

    /** @param opener makes the transport on this verticle's event loop */
    DeliveryVerticle(Function<Vertx, Transport> opener) {
        this.opener = opener;
    }

    @Override
    public Future<?> start() {
        var opened = opener.apply(vertx);
        transport = opened;
        Function<Submission, Future<Outcome>> delivery = opened::send;
        return new Bus(vertx).serve(delivery);
    }

    @Override
    public Future<?> stop() {
        return transport == null ? Future.succeededFuture() : transport.close();
    }
}
