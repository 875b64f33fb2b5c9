package io.vouchpost.tls;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.internal.net.SslChannelProvider;
import io.vertx.core.internal.tls.SslContextManager;
import io.vertx.core.internal.tls.SslContextProvider;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Starts TLS on connections that began in the clear (RFC 3207). It does what {@link NetSocket#upgradeToSsl} is for, with
 * the same parts of Vert.x; but that one, in 5.0.8, knows no TLS context where several verticle instances share a port,
 * except in the first of them (docs/adr/0005).
 */
public final class StartTls {
    /** Of the whole handshake, however it trickles in: who takes longer is no mail program. */
    private static final Duration HANDSHAKE = Duration.ofSeconds(20);

    private final VertxInternal vertx;
    /** Keeps the contexts it has made, by certificate: a handshake costs no parsing. */
    private final SslContextManager contexts;

    private final Duration patience;

    /**
     * @param tls gives the engine; certificates may change later
     */
    public StartTls(Vertx vertx, ServerTls tls) {
        this(vertx, tls, HANDSHAKE);
    }

    StartTls(Vertx vertx, ServerTls tls, Duration patience) {
        this.vertx = (VertxInternal) vertx;
        this.patience = patience;
        this.contexts = new SslContextManager(SslContextManager.resolveEngineOptions(tls.engine(), false));
    }

    /**
     * Sends the reply in the clear; all after it is TLS.
     *
     * @param tls certificate and versions for this connection
     * @return failed when there is no handshake, or not in time; the connection is of no use then
     */
    public Future<Void> on(NetSocket socket, ServerTls tls, Buffer reply) {
        var options = tls.options();
        var channel = ((NetSocketInternal) socket).channelHandlerContext();
        var context = vertx.getOrCreateContext();
        channel.channel().config().setAutoRead(false); // the client's first octets of TLS are for the handler to come
        return contexts.resolveSslContextProvider(
                        options, null, options.getClientAuth(), options.getApplicationLayerProtocols(), context)
                .compose(provider -> socket.write(reply).map(provider))
                .compose(provider -> handshake(channel, provider, context));
    }

    /**
     * Makes the context of it, on a worker thread, so that the first handshake need not.
     *
     * @return failed where the engine does not take it
     */
    public Future<Void> prepare(ServerTls tls) {
        var options = tls.options();
        return contexts.resolveSslContextProvider(
                        options,
                        null,
                        options.getClientAuth(),
                        options.getApplicationLayerProtocols(),
                        vertx.getOrCreateContext())
                .compose(provider -> vertx.executeBlocking(() -> provider.sslServerContext(false), false))
                .mapEmpty();
    }

    private Future<Void> handshake(
            ChannelHandlerContext channel, SslContextProvider provider, ContextInternal context) {
        var handler = (SslHandler) new SslChannelProvider(vertx, provider, false)
                .createServerHandler(false, patience.toMillis(), TimeUnit.MILLISECONDS, null);
        Promise<Void> done = context.promise();
        channel.pipeline().addFirst("ssl", handler).addAfter("ssl", "shaken", new Ending(done));
        channel.channel().config().setAutoRead(true);
        return done.future();
    }

    /** Tells how the handshake ended, by the first word about it. */
    private static final class Ending extends ChannelInboundHandlerAdapter {
        private final Promise<Void> done;

        Ending(Promise<Void> done) {
            this.done = done;
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext channel, Object event) {
            if (event instanceof SslHandshakeCompletionEvent ending) {
                if (ending.isSuccess()) {
                    channel.pipeline().remove(this);
                    done.tryComplete();
                } else {
                    done.tryFail(ending.cause());
                }
            }
            channel.fireUserEventTriggered(event);
        }

        /** Told by the event. */
        @Override
        public void exceptionCaught(ChannelHandlerContext channel, Throwable cause) {}

        @Override
        public void channelInactive(ChannelHandlerContext channel) {
            done.tryFail("the client went away in the middle of the handshake");
            channel.fireChannelInactive();
        }
    }
}
