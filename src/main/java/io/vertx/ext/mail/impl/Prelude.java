package io.vertx.ext.mail.impl;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import org.jspecify.annotations.NullMarked;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches a new connection while it is the client's: greeting, EHLO, STARTTLS and log-in, until it is lent for the first time.
 * Two things the client leaves open there. What breaks the connection before the greeting is complete (a TCP RST) is told to
 * nobody, and whoever wants the connection waits in vain; a connection that is closed is told. And what the server says is
 * gathered without bounds.
 */
@NullMarked
final class Prelude extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(Prelude.class);
    private static final String NAME = "vouchpost-prelude";

    /**
     * In octets. The replies before a transaction are a dozen at most, those to EHLO with some twenty lines, and RFC 5321
     * §4.5.3.1.5 grants a line 512.
     */
    static final int MOST = 64 * 1024;

    private int heard;

    private Prelude() {}

    /** From the moment when the connection is there, before anything is read from it. */
    static NetSocket watch(NetSocket socket) {
        var client = ((NetSocketInternal) socket).channelHandlerContext();
        client.pipeline().addBefore(client.name(), NAME, new Prelude());
        return socket;
    }

    static void end(ChannelPipeline pipeline) {
        if (pipeline.get(NAME) != null) {
            pipeline.remove(NAME);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext channel, Object message) {
        if (message instanceof ByteBuf octets && heard <= MOST) {
            heard += octets.readableBytes();
        }
        if (heard <= MOST) {
            channel.fireChannelRead(message);
            return;
        }
        ReferenceCountUtil.release(message);
        LOG.debug("{} said more than {} octets before a transaction", channel.channel(), MOST);
        var unused = channel.close();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext channel, Throwable cause) {
        LOG.debug("{} broke before a transaction", channel.channel(), cause);
        var unused = channel.close();
    }
}
