package io.vouchpost.tls;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;

/**
 * Closes a connection when the client has said that it will send no more over TLS (close_notify, RFC 8446 §6.1). BoringSSL
 * answers that by itself; the JDK's engine keeps its own direction open, which SMTP has no use for, and a client that waits for
 * the answer (s-nail does) waits until the session is idle for too long.
 */
public final class Farewell extends ChannelInboundHandlerAdapter {

    private Farewell() {}

    /** For TLS that is there, and for TLS to come. */
    public static void to(NetSocket socket) {
        var vertx = ((NetSocketInternal) socket).channelHandlerContext();
        vertx.pipeline().addBefore(vertx.name(), "farewell", new Farewell());
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // nobody is left to be told
    public void userEventTriggered(ChannelHandlerContext channel, Object event) {
        if (event instanceof SslCloseCompletionEvent) {
            channel.close();
        }
        channel.fireUserEventTriggered(event);
    }
}
