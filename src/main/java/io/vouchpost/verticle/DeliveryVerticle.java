package io.vouchpost.verticle;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vouchpost.config.Settings;
import io.vouchpost.delivery.HostHealth;
import io.vouchpost.delivery.MailClientTransport;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/** Hands messages on, at once or out of the spool, over connections of its own. */
final class DeliveryVerticle extends VerticleBase {
    private static final long TO_CLOSE_SECONDS = 3;

    private final Function<Vertx, MailClientTransport> opener;
    private final Supplier<Settings> settings;
    private final Depot depot;
    private volatile Optional<MailClientTransport> transport = Optional.empty();
    private volatile Optional<Dispatch> dispatch = Optional.empty();

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
        return new Bus(vertx).serve(begun::post);
    }

    /**
     * Goes on with the settings that are new now; routes that are the same keep their connections. May be called from any
     * thread.
     *
     * @return completed when messages go by them
     */
    Future<Void> renew() {
        return transport
                .map(open -> open.apply(settings.get().delivery())
                        .onSuccess(applied -> dispatch.ifPresent(Dispatch::routesChanged)))
                .orElseGet(Future::succeededFuture);
    }

    /** Takes nothing more out of the spool: its grace begins together with that of the sessions. Safe for all threads. */
    void rest() {
        dispatch.ifPresent(begun -> context.runOnContext(now -> begun.rest()));
    }

    /** All next hops as they are now. For all threads. */
    List<HostHealth> health() {
        return transport.map(MailClientTransport::health).orElseGet(List::of);
    }

    @Override
    public Future<?> stop() {
        Supplier<Future<Void>> cutOff =
                () -> transport.map(MailClientTransport::cutOff).orElseGet(Future::succeededFuture);
        return dispatch.map(begun -> begun.stop(cutOff))
                .orElseGet(Future::succeededFuture)
                .transform(done -> transport.map(DeliveryVerticle::close).orElseGet(Future::succeededFuture));
    }

    /** By now nobody is there who waits for an answer: a next hop that still owes one is not waited for. */
    private static Future<Void> close(MailClientTransport transport) {
        return transport.close().timeout(TO_CLOSE_SECONDS, TimeUnit.SECONDS).recover(late -> transport
                .cutOff()
                .compose(cut -> transport.close().timeout(TO_CLOSE_SECONDS, TimeUnit.SECONDS)));
    }
}
