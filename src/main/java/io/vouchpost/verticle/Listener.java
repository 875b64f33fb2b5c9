package io.vouchpost.verticle;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vouchpost.config.ListenerSettings;
import io.vouchpost.config.ListenerSettings.TlsMode;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One port of one verticle instance. */
final class Listener {
    private static final Logger LOG = LoggerFactory.getLogger(Listener.class);
    /** Of a TLS handshake or a PROXY header: who takes longer is no mail program. */
    private static final int HANDSHAKE_SECONDS = 20;

    private static final int BACKLOG = 4096;

    private final int number;
    private final ListenerSettings settings;
    private final Premises premises;
    private final Reception reception;
    private @Nullable NetServer server;

    /**
     * @param number its place in the settings
     */
    Listener(int number, ListenerSettings settings, Premises premises, Reception reception) {
        this.number = number;
        this.settings = settings;
        this.premises = premises;
        this.reception = reception;
    }

    Future<NetServer> open(Vertx vertx) {
        var opened = vertx.createNetServer(options());
        server = opened;
        return opened.connectHandler(socket -> reception.welcome(socket, settings))
                .exceptionHandler(fault -> LOG.debug("{}: no connection: {}", settings.port(), fault.toString()))
                .listen()
                .recover(fault -> Future.failedFuture(
                        settings.host() + ":" + settings.port() + " cannot be opened: " + fault.getMessage()));
    }

    int port() {
        return server == null ? settings.port() : server.actualPort();
    }

    /** Connections from now on see the new certificate; those that are open go on. */
    void renewTls() {
        if (server != null && settings.tls() == TlsMode.IMPLICIT) {
            server.updateSSLOptions(premises.tls().get().options())
                    .onFailure(fault -> LOG.error("port {}: the old certificate stays: {}", port(), fault.toString()));
        }
    }

    Future<Void> shutDown(Duration grace) {
        return server == null
                ? Future.succeededFuture()
                : server.shutdown(Math.max(1, grace.toMillis()), TimeUnit.MILLISECONDS);
    }

    private NetServerOptions options() {
        // verticle instances share a port by its number; a negative one is a free port, the same for all of them
        int port = settings.port() == 0 ? -1 - number : settings.port();
        var options = new NetServerOptions()
                .setHost(settings.host())
                .setPort(port)
                .setAcceptBacklog(BACKLOG)
                .setTcpNoDelay(true)
                .setSsl(settings.tls() == TlsMode.IMPLICIT)
                .setSslHandshakeTimeout(HANDSHAKE_SECONDS)
                .setUseProxyProtocol(settings.proxyProtocol())
                .setProxyProtocolTimeout(HANDSHAKE_SECONDS)
                .setRegisterWriteHandler(false);
        return premises.tls().get().applyTo(options);
    }
}
