package io.vouchpost.probe;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;

/**
 * Tries every address of a server, since clients are sent to each of them; and keeps the first connection that there is. The
 * addresses behind that one have their turn after its conversation, so that no server waits for us meanwhile.
 */
final class Connecting {
    /** For each address: what takes longer is behind a firewall that says nothing. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final int MOST_ADDRESSES = 8;

    private final Queue<InetSocketAddress> untried = new ArrayDeque<>();
    private final int port;
    private final boolean several;
    private final int millis;
    private final Notes notes = new Notes();

    /** @param timeout for each address, where it is less than five seconds */
    Connecting(List<InetAddress> addresses, int port, Duration timeout) {
        addresses.stream()
                .limit(MOST_ADDRESSES)
                .map(address -> new InetSocketAddress(address, port))
                .forEach(untried::add);
        this.port = port;
        several = addresses.size() > 1;
        millis = (int) Math.max(1, Math.min(PATIENCE.toMillis(), timeout.toMillis()));
        notes.begin(Step.CONNECT);
    }

    /** To the first address that answers, the caller's to close; empty where none does. */
    Optional<Socket> first() {
        while (!untried.isEmpty()) {
            var socket = next(untried.remove());
            if (socket.isPresent()) {
                return socket;
            }
        }
        if (several) {
            notes.failed("no address answers at port " + port, "");
        }
        return Optional.empty();
    }

    /** Whether the other addresses answer as well. */
    void others() {
        notes.begin(Step.CONNECT);
        while (!untried.isEmpty()) {
            next(untried.remove()).ifPresent(Deadline::closeQuietly);
        }
    }

    private Optional<Socket> next(InetSocketAddress place) {
        var detail = Map.of("address", place.getAddress().getHostAddress());
        var socket = new Socket();
        try {
            socket.connect(place, millis);
            notes.ok(text(place) + " answers", detail);
            return Optional.of(socket);
        } catch (IOException e) {
            Deadline.closeQuietly(socket);
            notes.add(
                    several ? Outcome.WARN : Outcome.FAILED,
                    text(place) + " does not answer: " + e.getMessage(),
                    "does the server listen there, and does every firewall let it through?",
                    detail);
            return Optional.empty();
        }
    }

    List<Finding> findings() {
        return notes.findings();
    }

    private static String text(InetSocketAddress socket) {
        var address = socket.getAddress().getHostAddress();
        return (address.contains(":") ? "[" + address + "]" : address) + ":" + socket.getPort();
    }
}
