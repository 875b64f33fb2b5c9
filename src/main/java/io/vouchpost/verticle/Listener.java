package io.vouchpost.verticle;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vouchpost.config.ListenerSettings;
import io.vouchpost.config.ListenerSettings.TlsMode;
import io.vouchpost.tls.ServerTls;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One port of one verticle instance. */
final class Listener {
    /** Of a whole TLS handshake: who takes longer is no mail program. */
    private static final int HANDSHAKE_SECONDS = 20;
    /** Between two pieces of a PROXY header, which comes in one. */
    private static final int HEADER_SECONDS = 5;

    private static final int BACKLOG = 4096;

    private final int number;
    private final ListenerSettings settings;
    private final Premises premises;
    private final Reception reception;
    private @Nullable NetServer server;
    private volatile boolean open;

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
                .exceptionHandler(fault -> reception.missed(fault, settings))
                .listen()
                .onSuccess(listening -> open = true)
                .recover(fault -> Future.failedFuture(
                        settings.host() + ":" + settings.port() + " cannot be opened: " + fault.getMessage()));
    }

    /** Whether clients can connect. */
    boolean isOpen() {
        return open;
    }

    int port() {
        return server == null ? settings.port() : server.actualPort();
    }

    /**
     * Connections from now on see the new certificate; those that are open go on. With STARTTLS nothing is to be done: the
     * premises say what is shown.
     */
    Future<Void> renew(ServerTls tls) {
        var opened = server;
        return opened != null && settings.tls() == TlsMode.IMPLICIT
                ? opened.updateSSLOptions(tls.options()).mapEmpty()
                : Future.succeededFuture();
    }

    Future<Void> shutDown(Duration grace) {
        open = false;
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
                .setProxyProtocolTimeout(HEADER_SECONDS)
                .setRegisterWriteHandler(false);
        return premises.tls().get().applyTo(options);
    }
}
