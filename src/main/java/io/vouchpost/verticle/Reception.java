package io.vouchpost.verticle;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetSocket;
import io.vouchpost.address.AddressBlock;
import io.vouchpost.audit.Event;
import io.vouchpost.config.ListenerSettings;
import io.vouchpost.config.ListenerSettings.TlsMode;
import io.vouchpost.config.Settings;
import io.vouchpost.policy.Explanation;
import io.vouchpost.session.Session;
import io.vouchpost.session.SessionSettings;
import io.vouchpost.tls.ChannelBindings;
import io.vouchpost.tls.Farewell;
import io.vouchpost.tls.UnwantedProtocol;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLException;
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

    private final Vertx vertx;
    private final Premises premises;
    private final Bus bus;
    private final Set<Session> sessions;
    private boolean closing;

    /**
     * @param sessions those of this event loop; kept up to date here
     */
    Reception(Vertx vertx, Premises premises, Bus bus, Set<Session> sessions) {
        this.vertx = vertx;
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
                        premises.gate().shared().test(address)
                                ? settings.limits().connections()
                                : settings.limits().connectionsPerAddress());
        var seat = new Seat(
                premises.gate().presence(),
                () -> premises.settings().get().limits().connectionsPerAccount());
        var session = session(socket, listener, settings, seat);
        if (refused.isPresent()) {
            session.turnAway(GuardAnswers.refusal(refused.get()));
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
                    seat.leave();
                    session.closed();
                });
        session.open();
        if (closing) {
            session.drain();
        }
    }

    /**
     * From now on whoever comes is sent away: one whose TLS handshake, or whose proxy's header, had not ended when all others
     * were told that we close.
     */
    void close() {
        closing = true;
    }

    /** A connection that has become none: only what we have refused ourselves is for the record. */
    void missed(Throwable fault, ListenerSettings listener) {
        if (fault instanceof SSLException || fault instanceof UnwantedProtocol) {
            premises.meters().handshakes().failed();
        }
        if (fault instanceof UnwantedProtocol unwanted) {
            LOG.info("{}: no connection for {}: {}", listener.port(), unwanted.address(), unwanted.getMessage());
            var why = unwanted(unwanted);
            var session = Reference.random();
            var refusal = new Event.Refusal(
                    session + "-1",
                    "TLS alert no_application_protocol",
                    why.rule(),
                    why.seen(),
                    why.remedy(),
                    why.considered());
            premises.trail()
                    .record(new Event.Refused(
                            Instant.now(Clock.systemUTC()),
                            new Event.Origin(session, unwanted.address(), "", ""),
                            "",
                            "",
                            "TLS",
                            Optional.of(refusal)));
        } else {
            LOG.debug("{}: no connection: {}", listener.port(), fault.toString());
        }
    }

    static Explanation unwanted(UnwantedProtocol fault) {
        return new Explanation(
                "tls.alpn",
                String.valueOf(fault.getMessage()),
                "none: it is a web browser, or what else speaks no SMTP; for a mail program set tls.alpn to \"ignore\"");
    }

    private Session session(NetSocket socket, ListenerSettings listener, Settings settings, Seat seat) {
        var connection = new SocketConnection(
                vertx,
                socket,
                reply -> premises.startTls().on(socket, premises.tls().get(), reply),
                new ChannelBindings(settings.sasl().channelBinding()),
                premises.meters().handshakes());
        var backend = new BusBackend(
                bus,
                premises.senders(),
                premises.trail(),
                premises.meters().replies(),
                settings.delivery()
                        .relayTimeout()
                        .plus(settings.delivery().timeout())
                        .plus(DELIVERY_MARGIN),
                listener.proxyProtocol(),
                premises.throng(),
                sender -> BusAllowance.of(bus, premises.gate(), sender),
                seat);
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
