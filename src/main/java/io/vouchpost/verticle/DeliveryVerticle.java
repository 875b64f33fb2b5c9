package io.vouchpost.verticle;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vouchpost.config.Settings;
import io.vouchpost.delivery.MailClientTransport;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Hands messages on, at once or out of the spool, over connections of its own. */
final class DeliveryVerticle extends VerticleBase {
    private final Function<Vertx, MailClientTransport> opener;
    private final Supplier<Settings> settings;
    private final Depot depot;
    private Optional<MailClientTransport> transport = Optional.empty();
    private Optional<Dispatch> dispatch = Optional.empty();

    /**
     * @param opener makes the transport on this verticle's event loop
     */
    DeliveryVerticle(Function<Vertx, MailClientTransport> opener, Supplier<Settings> settings, Depot depot) {
        this.opener = opener;
        this.settings = settings;
        this.depot = depot;
    }

    @Override
    public Future<?> start() {
        var opened = opener.apply(vertx);
        var begun = new Dispatch(vertx, context, settings, opened, depot);
        transport = Optional.of(opened);
        dispatch = Optional.of(begun);
        begun.start();
        var bus = new Bus(vertx);
        return bus.onSettingsNews(this::hear).compose(v -> bus.serve(begun::post));
    }

    /** New settings: routes that are the same keep their connections. */
    private void hear(SettingsNews news) {
        if (news.concerns("delivery")) {
            transport.ifPresent(open -> open.apply(settings.get().delivery())
                    .onSuccess(applied -> dispatch.ifPresent(Dispatch::routesChanged)));
        }
    }

    @Override
    public Future<?> stop() {
        return dispatch.map(Dispatch::stop)
                .orElseGet(Future::succeededFuture)
                .transform(done -> transport.map(MailClientTransport::close).orElseGet(Future::succeededFuture));
    }
}
