package io.vouchpost.tls;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslClientHelloHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks at what a client says first, before the engine does: who wants to speak another protocol than SMTP gets the alert
 * no_application_protocol (RFC 7301 §3.2), and no handshake. So a browser that is led to our port by a page of an attacker
 * (ALPACA, CVE-2021-3618) says nothing to us under the name of the user. Of the engines only the JDK's can refuse by itself;
 * and neither tells who wanted what.
 */
final class AlpnGate extends SslClientHelloHandler<List<String>> {
    /** Not yet in IANA's registry, but what Exim and Postfix offer. */
    static final String SMTP = "smtp";

    /** The record (RFC 8446 §5.1) of a fatal alert 120. */
    private static final byte[] NO_APPLICATION_PROTOCOL = {21, 3, 3, 0, 2, 2, 120};

    /**
     * Octets that the JDK's engine takes; BoringSSL takes half as many. By default Netty makes room for the 16 MiB that a
     * client may claim in its first record, so that some hundred connections would be all our memory.
     */
    private static final int LONGEST_HELLO = 32 * 1024;

    AlpnGate() {
        super(LONGEST_HELLO);
    }

    @Override
    protected Future<List<String>> lookup(ChannelHandlerContext channel, @Nullable ByteBuf hello) {
        return channel.executor().newSucceededFuture(hello == null ? List.of() : ClientHello.protocols(hello));
    }

    @Override
    protected void onLookupComplete(ChannelHandlerContext channel, Future<List<String>> offered) {
        var protocols = offered.getNow();
        if (protocols.isEmpty() || protocols.contains(SMTP)) {
            channel.pipeline().remove(this); // what has come goes on to the engine
        } else {
            refuse(channel, protocols);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // closed whatever becomes of the alert
    private static void refuse(ChannelHandlerContext channel, List<String> protocols) {
        var said = channel.writeAndFlush(channel.alloc().buffer().writeBytes(NO_APPLICATION_PROTOCOL));
        channel.fireUserEventTriggered(
                new SslHandshakeCompletionEvent(new UnwantedProtocol(channel.channel(), protocols)));
        said.addListener(ChannelFutureListener.CLOSE);
    }
}
