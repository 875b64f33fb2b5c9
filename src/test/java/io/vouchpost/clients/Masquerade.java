package io.vouchpost.clients;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;

/**
 * Hands connections on, octet for octet, each from the next one of some addresses of this machine: for programs that cannot be
 * told where to come from.
 */
final class Masquerade implements AutoCloseable {
    private final ServerSocket door;
    private final int destination;
    private final List<String> sources;
    private final boolean encrypting;
    private final AtomicInteger next = new AtomicInteger();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        var thread = new Thread(work, "masquerade");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * @param destination a port of 127.0.0.1
     * @param sources of 127.0.0.0/8
     */
    Masquerade(int destination, List<String> sources) throws IOException {
        this(destination, sources, false);
    }

    /** @param encrypting with TLS, what comes in the clear */
    Masquerade(int destination, List<String> sources, boolean encrypting) throws IOException {
        this.destination = destination;
        this.encrypting = encrypting;
        this.sources = List.copyOf(sources);
        this.door = new ServerSocket(0, 100, InetAddress.getByName("127.0.0.1"));
        threads.execute(this::accept);
    }

    int port() {
        return door.getLocalPort();
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                var client = door.accept();
                threads.execute(() -> connect(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void connect(Socket client) {
        var source = sources.get(Math.floorMod(next.getAndIncrement(), sources.size()));
        try {
            var server = server(source);
            open.add(client);
            open.add(server);
            threads.execute(() -> pass(server, client));
            pass(client, server);
        } catch (IOException | GeneralSecurityException gone) {
            end(client);
        }
    }

    private Socket server(String source) throws IOException, GeneralSecurityException {
        var server = new Socket();
        server.bind(new InetSocketAddress(source, 0));
        server.connect(new InetSocketAddress("127.0.0.1", destination));
        if (!encrypting) {
            return server;
        }
        var context = SSLContext.getInstance("TLS");
        context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
        return context.getSocketFactory().createSocket(server, "127.0.0.1", destination, true);
    }

    private void pass(Socket from, Socket to) {
        try (from;
                to;
                InputStream input = from.getInputStream()) {
            input.transferTo(to.getOutputStream());
        } catch (IOException gone) {
            // the other direction ends with it
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    private static void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException closed) {
            // so be it
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
        open.forEach(Masquerade::end);
        threads.shutdownNow();
    }
}
