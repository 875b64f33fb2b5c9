package io.vouchpost.tls;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslHandler;
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
import java.util.concurrent.TimeUnit;

/**
 * Starts TLS on connections that began in the clear (RFC 3207). It does what {@link NetSocket#upgradeToSsl} is for, with
 * the same parts of Vert.x; but that one, in 5.0.8, knows no TLS context where several verticle instances share a port,
 * except in the first of them (docs/adr/0005).
 */
public final class StartTls {
    /** Who takes longer is no mail program. */
    private static final long HANDSHAKE_SECONDS = 20;

    private final VertxInternal vertx;
    /** Keeps the contexts it has made, by certificate: a handshake costs no parsing. */
    private final SslContextManager contexts;

    /**
     * @param tls gives the engine; certificates may change later
     */
    public StartTls(Vertx vertx, ServerTls tls) {
        this.vertx = (VertxInternal) vertx;
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
        return contexts.resolveSslContextProvider(options, null, options.getClientAuth(), null, context)
                .compose(provider -> socket.write(reply).map(provider))
                .compose(provider -> handshake(channel, provider, context));
    }

    private Future<Void> handshake(
            ChannelHandlerContext channel, SslContextProvider provider, ContextInternal context) {
        var handler = (SslHandler) new SslChannelProvider(vertx, provider, false)
                .createServerHandler(false, HANDSHAKE_SECONDS, TimeUnit.SECONDS, null);
        Promise<Void> done = context.promise();
        channel.pipeline().addFirst("ssl", handler);
        handler.handshakeFuture().addListener(ended -> {
            if (ended.isSuccess()) {
                done.complete();
            } else {
                done.fail(ended.cause());
            }
        });
        channel.channel().config().setAutoRead(true);
        return done.future();
    }
}
