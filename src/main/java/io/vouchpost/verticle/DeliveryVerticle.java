package io.vouchpost.verticle;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vouchpost.config.DeliverySettings;
import io.vouchpost.delivery.Intake;
import io.vouchpost.delivery.MailClientTransport;
import io.vouchpost.delivery.Receipt;
import io.vouchpost.message.Submission;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Hands messages to the next hop. Each instance has connections of its own, on its own event loop. */
final class DeliveryVerticle extends VerticleBase {
    private final Function<Vertx, MailClientTransport> opener;
    private final Supplier<DeliverySettings> settings;
    private Optional<MailClientTransport> transport = Optional.empty();

    /**
     * @param opener makes the transport on this verticle's event loop
     */
    DeliveryVerticle(Function<Vertx, MailClientTransport> opener, Supplier<DeliverySettings> settings) {
        this.opener = opener;
        this.settings = settings;
    }

    @Override
    public Future<?> start() {
        transport = Optional.of(opener.apply(vertx));
        var bus = new Bus(vertx);
        return bus.onSettingsNews(this::hear).compose(v -> bus.serve(this::send));
    }

    /** New settings: routes that are the same keep their connections. */
    private void hear(SettingsNews news) {
        if (news.concerns("delivery")) {
            transport.ifPresent(open -> open.apply(settings.get()));
        }
    }

    private Future<Receipt> send(Submission submission) {
        return transport
                .map(open -> new Intake(open, settings.get()).post(submission))
                .orElseGet(() -> Future.failedFuture("no transport"));
    }

    @Override
    public Future<?> stop() {
        return transport.map(MailClientTransport::close).orElseGet(Future::succeededFuture);
    }
}
