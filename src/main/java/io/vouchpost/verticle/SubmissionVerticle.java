package io.vouchpost.verticle;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vouchpost.session.Session;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Listens and holds the conversations, one instance for each core; the instances share the ports. Told to stop, it takes no
 * new connections, lets the transactions in progress end within the grace, and says goodbye to the others.
 */
final class SubmissionVerticle extends VerticleBase {
    private static final long TICK_MILLIS = 1_000;

    private final Premises premises;
    private final List<Listener> listeners = new ArrayList<>();
    private final Set<Session> sessions = new HashSet<>();

    SubmissionVerticle(Premises premises) {
        this.premises = premises;
    }

    @Override
    public Future<?> start() {
        var bus = new Bus(vertx);
        var reception = new Reception(premises, bus, sessions);
        var settings = premises.settings().get().listeners();
        for (int i = 0; i < settings.size(); i++) {
            listeners.add(new Listener(i, settings.get(i), premises, reception));
        }
        vertx.setPeriodic(TICK_MILLIS, timer -> List.copyOf(sessions).forEach(Session::tick));
        return bus.onAccountNews(news -> List.copyOf(sessions).forEach(news::tell))
                .compose(v -> bus.onSettingsNews(this::hear))
                .compose(v ->
                        Future.all(listeners.stream().map(l -> l.open(vertx)).toList()));
    }

    private void hear(SettingsNews news) {
        if (news.concerns("tls")) {
            listeners.forEach(Listener::renewTls);
        }
    }

    /** The ports that were opened, in the order of the settings. */
    List<Integer> ports() {
        return listeners.stream().map(Listener::port).toList();
    }

    @Override
    public Future<?> stop() {
        var grace = premises.settings().get().limits().grace();
        return Future.join(listeners.stream().map(l -> l.shutDown(grace)).toList());
    }
}
