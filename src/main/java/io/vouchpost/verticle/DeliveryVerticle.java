package io.vouchpost.verticle;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vouchpost.delivery.Outcome;
import io.vouchpost.delivery.Transport;
import io.vouchpost.message.Submission;
import java.util.Optional;
import java.util.function.Function;

/** Hands messages to the next hop. Each instance has connections of its own, on its own event loop. */
final class DeliveryVerticle extends VerticleBase {
    private final Function<Vertx, Transport> opener;
    private Optional<Transport> transport = Optional.empty();

    /**
     * @param opener makes the transport on this verticle's event loop
     */
    DeliveryVerticle(Function<Vertx, Transport> opener) {
        this.opener = opener;
    }

    @Override
    public Future<?> start() {
        transport = Optional.of(opener.apply(vertx));
        var bus = new Bus(vertx);
        return bus.onSettingsNews(this::hear).compose(v -> bus.serve(this::send));
    }

    /** New settings: what is under way ends on the old connections. */
    private void hear(SettingsNews news) {
        if (news.concerns("delivery")) {
            var old = transport;
            transport = Optional.of(opener.apply(vertx));
            old.ifPresent(Transport::close);
        }
    }

    private Future<Outcome> send(Submission submission) {
        return transport.map(open -> open.send(submission)).orElseGet(() -> Future.failedFuture("no transport"));
    }

    @Override
    public Future<?> stop() {
        return transport.map(Transport::close).orElseGet(Future::succeededFuture);
    }
}
