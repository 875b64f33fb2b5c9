package io.vouchpost.session;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vouchpost.sasl.Channel;
import java.util.Optional;

/** The client's end as a session sees it: a socket, or a transcript in a test. */
public interface Connection {

    /** Sends the octets after those before. */
    void write(Buffer octets);

    /** Whether the client is so slow to read that nothing more should be said now. */
    boolean isCongested();

    /** Sends the reply, then starts TLS (RFC 3207). Completed when TLS is up; failed when it cannot be. */
    Future<Void> startTls(Buffer reply);

    /** Reads no further until {@link #resume}. */
    void pause();

    void resume();

    /** Closes when all that was written has gone out. */
    void close();

    /** Who is there; changes when TLS has come up. */
    Peer peer();

    /**
     * Who is at the other end.
     *
     * @param address as text, without port
     * @param tls empty while the connection is in the clear
     */
    record Peer(String address, Optional<Tls> tls) {}

    /**
     * @param version such as {@code TLSv1.3}
     * @param cipher the suite's registered name
     * @param channel what log-ins may go by
     */
    record Tls(String version, String cipher, Channel channel) {}
}
