package io.vouchpost.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.util.List;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSessionContext;

/** Another context, whose handlers each have a {@link AlpnGate} before them. */
final class GatedContext extends SslContext {
    private final SslContext context;

    GatedContext(SslContext context) {
        this.context = context;
    }

    @Override
    protected SslHandler newHandler(ByteBufAllocator alloc, boolean startTls, Executor executor) {
        return new Gated(context.newHandler(alloc, executor).engine(), startTls, executor);
    }

    @Override
    protected SslHandler newHandler(
            ByteBufAllocator alloc, String host, int port, boolean startTls, Executor executor) {
        return new Gated(context.newHandler(alloc, host, port, executor).engine(), startTls, executor);
    }

    private static final class Gated extends SslHandler {
        Gated(SSLEngine engine, boolean startTls, Executor executor) {
            super(engine, startTls, executor);
        }

        @Override
        public void handlerAdded(ChannelHandlerContext channel) throws Exception {
            super.handlerAdded(channel);
            channel.pipeline().addBefore(channel.name(), "gate", new AlpnGate());
        }
    }

    @Override
    public boolean isClient() {
        return context.isClient();
    }

    @Override
    public List<String> cipherSuites() {
        return context.cipherSuites();
    }

    @Override
    @SuppressWarnings("deprecation") // abstract, all the same
    public io.netty.handler.ssl.ApplicationProtocolNegotiator applicationProtocolNegotiator() {
        return context.applicationProtocolNegotiator();
    }

    @Override
    public SSLEngine newEngine(ByteBufAllocator alloc) {
        return context.newEngine(alloc);
    }

    @Override
    public SSLEngine newEngine(ByteBufAllocator alloc, String host, int port) {
        return context.newEngine(alloc, host, port);
    }

    @Override
    public SSLSessionContext sessionContext() {
        return context.sessionContext();
    }
}
