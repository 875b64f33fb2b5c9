package io.vouchpost.session;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vouchpost.policy.Explanation;
import io.vouchpost.sasl.Channel;
import java.time.Duration;
import java.util.Optional;

/** The client's end as a session sees it: a socket, or a transcript in a test. */
public interface Connection {

    /** Sends the octets after those before. */
    void write(Buffer octets);

    /** Whether the client is so slow to read that nothing more should be said now. */
    boolean isCongested();

    /**
     * Sends the reply, then starts TLS (RFC 3207). Completed when TLS is up; failed when it cannot be, with a
     * {@link RefusedHandshake} where that is our decision.
     */
    Future<Void> startTls(Buffer reply);

    /** Completed after that time, without blocking; at once where it is zero. */
    Future<Void> after(Duration time);

    /** Reads no further until {@link #resume}. */
    void pause();

    void resume();

    /** Closes when all that was written has gone out. */
    void close();

    /** Who is there; changes when TLS has come up. */
    Peer peer();

    /** TLS that could be, and that we do not want. */
    final class RefusedHandshake extends Exception {
        private static final long serialVersionUID = 1;
        private final transient Explanation why;

        public RefusedHandshake(Explanation why) {
            super(why.seen());
            this.why = why;
        }

        Explanation why() {
            return why;
        }
    }

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
