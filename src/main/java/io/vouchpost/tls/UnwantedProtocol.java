package io.vouchpost.tls;

import io.netty.channel.Channel;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.ConnectionBase;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.Collectors;
import javax.net.ssl.SSLHandshakeException;

/** A handshake that was refused because the client wants to speak something else than SMTP. */
public final class UnwantedProtocol extends SSLHandshakeException {
    private static final long serialVersionUID = 1;
    private static final String UNPRINTABLE = "[^!-~]";

    private final String address;

    UnwantedProtocol(Channel channel, List<String> offered) {
        super("the client offers "
                + offered.stream()
                        .map(protocol -> protocol.replaceAll(UNPRINTABLE, "?"))
                        .collect(Collectors.joining(", "))
                + " by ALPN, and not smtp");
        this.address = addressOf(channel);
    }

    /** The client's, also behind a proxy that told it; as text. */
    public String address() {
        return address;
    }

    private static String addressOf(Channel channel) {
        SocketAddress told =
                channel.attr(ConnectionBase.REMOTE_ADDRESS_OVERRIDE).get();
        if (told != null && told.hostAddress() != null) {
            return told.hostAddress();
        }
        return channel.remoteAddress() instanceof InetSocketAddress remote && remote.getAddress() != null
                ? remote.getAddress().getHostAddress()
                : "unknown";
    }
}
