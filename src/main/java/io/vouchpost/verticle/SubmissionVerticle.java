package io.vouchpost.verticle;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vouchpost.session.Session;
import io.vouchpost.tls.ServerTls;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Listens and holds the conversations, one instance for each core; the instances share the ports. Told to stop, it takes no
 * new connections, lets the transactions in progress end within the grace, and says goodbye to the others.
 */
final class SubmissionVerticle extends VerticleBase {
    private static final long TICK_MILLIS = 1_000;

    private final Premises premises;
    private final List<Listener> listeners = new ArrayList<>();
    private final Set<Session> sessions = new HashSet<>();
    private @Nullable Reception reception;

    SubmissionVerticle(Premises premises) {
        this.premises = premises;
    }

    @Override
    public Future<?> start() {
        var bus = new Bus(vertx);
        var opened = new Reception(vertx, premises, bus, sessions);
        reception = opened;
        var settings = premises.settings().get().listeners();
        for (int i = 0; i < settings.size(); i++) {
            listeners.add(new Listener(i, settings.get(i), premises, opened));
        }
        vertx.setPeriodic(TICK_MILLIS, timer -> List.copyOf(sessions).forEach(Session::tick));
        return bus.onAccountNews(news -> List.copyOf(sessions).forEach(news::tell))
                .compose(v ->
                        Future.all(listeners.stream().map(l -> l.open(vertx)).toList()));
    }

    /**
     * New connections with TLS from the start see this certificate; those that are open go on. May be called from any
     * thread, once all is open.
     */
    Future<Void> renew(ServerTls tls) {
        return Future.join(listeners.stream().map(it -> it.renew(tls)).toList()).mapEmpty();
    }

    /** Whether clients can connect to all of them. */
    boolean isListening() {
        return listeners.stream().allMatch(Listener::isOpen);
    }

    /** The ports that were opened, in the order of the settings. */
    List<Integer> ports() {
        return listeners.stream().map(Listener::port).toList();
    }

    @Override
    public Future<?> stop() {
        if (reception != null) {
            reception.close();
        }
        var grace = premises.settings().get().limits().grace();
        return Future.join(listeners.stream().map(l -> l.shutDown(grace)).toList());
    }
}
