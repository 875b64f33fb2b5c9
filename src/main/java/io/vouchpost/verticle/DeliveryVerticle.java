package io.vouchpost.verticle;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vouchpost.config.DeliverySettings;
import io.vouchpost.delivery.Intake;
import io.vouchpost.delivery.Receipt;
import io.vouchpost.delivery.Transport;
import io.vouchpost.message.Submission;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Hands messages to the next hop. Each instance has connections of its own, on its own event loop. */
final class DeliveryVerticle extends VerticleBase {
    private final Function<Vertx, Transport> opener;
    private final Supplier<DeliverySettings> settings;
    private Optional<Transport> transport = Optional.empty();

    /**
     * @param opener makes the transport on this verticle's event loop
     */
    DeliveryVerticle(Function<Vertx, Transport> opener, Supplier<DeliverySettings> settings) {
        this.opener = opener;
        this.settings = settings;
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

    private Future<Receipt> send(Submission submission) {
        return transport
                .map(open -> new Intake(open, settings.get()).post(submission))
                .orElseGet(() -> Future.failedFuture("no transport"));
    }

    @Override
    public Future<?> stop() {
        return transport.map(Transport::close).orElseGet(Future::succeededFuture);
    }
}
