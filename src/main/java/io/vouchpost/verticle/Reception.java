package io.vouchpost.verticle;

import io.vertx.core.net.NetSocket;
import io.vouchpost.config.ListenerSettings;
import io.vouchpost.config.ListenerSettings.TlsMode;
import io.vouchpost.config.Settings;
import io.vouchpost.guard.AddressBlock;
import io.vouchpost.session.Session;
import io.vouchpost.session.SessionSettings;
import io.vouchpost.tls.ChannelBindings;
import io.vouchpost.tls.Farewell;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns accepted sockets into sessions, or turns them away. */
final class Reception {
    private static final Logger LOG = LoggerFactory.getLogger(Reception.class);
    /**
     * Over the next hop's own time: for the spool, where a large message may wait half a minute for its turn, and the way
     * there and back. Whoever is told too early that there is an outage sends a second copy.
     */
    private static final Duration DELIVERY_MARGIN = Duration.ofSeconds(90);

    private final Premises premises;
    private final Bus bus;
    private final Set<Session> sessions;

    /**
     * @param sessions those of this event loop; kept up to date here
     */
    Reception(Premises premises, Bus bus, Set<Session> sessions) {
        this.premises = premises;
        this.bus = bus;
        this.sessions = sessions;
    }

    void welcome(NetSocket socket, ListenerSettings listener) {
        if (listener.proxyProtocol() && !isTrusted(socket, listener)) {
            LOG.warn("closed a connection from {}: not one of trustedProxies", socket.remoteAddress(true));
            socket.close();
            return;
        }
        var settings = premises.settings().get();
        String address = SocketConnection.addressOf(socket);
        var refused = premises.occupancy()
                .enter(
                        address,
                        settings.limits().connections(),
                        settings.limits().connectionsPerAddress());
        var session = session(socket, listener, settings);
        if (refused.isPresent()) {
            session.turnAway(BusBackend.refusal(refused.get()));
            return;
        }
        sessions.add(session);
        Farewell.to(socket);
        socket.handler(session::receive)
                .drainHandler(v -> session.drained())
                .exceptionHandler(fault -> LOG.debug("{}: {}", address, fault.toString()))
                .shutdownHandler(v -> session.drain())
                .closeHandler(v -> {
                    sessions.remove(session);
                    premises.occupancy().leave(address);
                    session.closed();
                });
        session.open();
    }

    private Session session(NetSocket socket, ListenerSettings listener, Settings settings) {
        var connection = new SocketConnection(
                socket,
                reply -> premises.startTls().on(socket, premises.tls().get(), reply),
                new ChannelBindings(settings.sasl().channelBinding()));
        var backend = new BusBackend(
                bus,
                premises.senders(),
                premises.trail(),
                settings.delivery()
                        .relayTimeout()
                        .plus(settings.delivery().timeout())
                        .plus(DELIVERY_MARGIN));
        return new Session(
                Reference.random(),
                sessionSettings(settings, listener),
                connection,
                backend,
                premises.store(),
                Clock.systemUTC());
    }

    private static boolean isTrusted(NetSocket socket, ListenerSettings listener) {
        String proxy = socket.remoteAddress(true).hostAddress();
        return AddressBlock.of(proxy)
                .filter(from -> listener.trustedProxies().stream()
                        .flatMap(network -> AddressBlock.of(network).stream())
                        .anyMatch(network -> network.contains(from)))
                .isPresent();
    }

    private static SessionSettings sessionSettings(Settings settings, ListenerSettings listener) {
        return new SessionSettings(
                settings.hostname(),
                listener.tls() == TlsMode.STARTTLS,
                settings.sasl().mechanisms(),
                settings.guard().failuresPerSession(),
                settings.limits(),
                settings.policy(),
                !settings.delivery().duplicates().isZero());
    }
}
