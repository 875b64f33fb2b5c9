package io.vouchpost.verticle;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vouchpost.config.Settings;
import io.vouchpost.delivery.Transport;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;

/** Hands messages on, at once or out of the spool, over connections of its own. */
final class DeliveryVerticle extends VerticleBase {
    private final Function<Vertx, Transport> opener;
    private final Supplier<Settings> settings;
    private final Depot depot;
    private final AtomicReference<Transport> transport = new AtomicReference<>();
    private Optional<Dispatch> dispatch = Optional.empty();

    /**
     * @param opener makes the transport on this verticle's event loop
     */
    DeliveryVerticle(Function<Vertx, Transport> opener, Supplier<Settings> settings, Depot depot) {
        this.opener = opener;
        this.settings = settings;
        this.depot = depot;
    }

    @Override
    public Future<?> start() {
        transport.set(opener.apply(vertx));
        var opened = new Dispatch(vertx, context, settings, transport::get, depot);
        dispatch = Optional.of(opened);
        opened.start();
        var bus = new Bus(vertx);
        return bus.onSettingsNews(this::hear).compose(v -> bus.serve(opened::post));
    }

    /** New settings: what is under way ends on the old connections. */
    private void hear(SettingsNews news) {
        if (news.concerns("delivery")) {
            transport.getAndSet(opener.apply(vertx)).close();
        }
    }

    @Override
    public Future<?> stop() {
        return dispatch.map(Dispatch::stop)
                .orElseGet(Future::succeededFuture)
                .transform(done -> transport.get().close());
    }
}
