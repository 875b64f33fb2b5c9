package io.vouchpost.audit;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SelfSignedCertificate;
import io.vouchpost.database.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A syslog server over connections, which counts octets as RFC 6587 §3.4.1 has it. */
public final class SyslogReceiver implements AutoCloseable {
    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private final List<NetSocket> connections = new CopyOnWriteArrayList<>();
    private final NetServer server;

    private SyslogReceiver(NetServer server) {
        this.server = server;
    }

    /**
     * @param port 0 takes a free one
     */
    public static SyslogReceiver listen(Vertx vertx, int port, Optional<SelfSignedCertificate> certificate) {
        var options = new NetServerOptions();
        certificate.ifPresent(it -> options.setSsl(true).setKeyCertOptions(it.keyCertOptions()));
        var receiver = new SyslogReceiver(vertx.createNetServer(options));
        receiver.server.connectHandler(receiver::accept);
        TestDatabase.await(receiver.server.listen(port, "127.0.0.1"));
        return receiver;
    }

    public int port() {
        return server.actualPort();
    }

    /** The next one; waits for it. */
    public String next() throws InterruptedException {
        return Optional.ofNullable(messages.poll(20, TimeUnit.SECONDS))
                .orElseThrow(() -> new AssertionError("no message came"));
    }

    public List<String> next(int count) throws InterruptedException {
        var all = new ArrayList<String>();
        while (all.size() < count) {
            all.add(next());
        }
        return all;
    }

    public void breakConnections() {
        connections.forEach(socket -> TestDatabase.await(socket.close()));
        connections.clear();
    }

    private void accept(NetSocket socket) {
        connections.add(socket);
        var unread = new Buffer[] {Buffer.buffer()};
        socket.handler(more -> unread[0] = read(unread[0].appendBuffer(more)));
    }

    private Buffer read(Buffer octets) {
        int from = 0;
        for (int space = from; space < octets.length(); space++) {
            if (octets.getByte(space) == ' ') {
                int length = Integer.parseInt(octets.getString(from, space));
                if (space + 1 + length > octets.length()) {
                    break;
                }
                messages.add(new String(octets.getBytes(space + 1, space + 1 + length), StandardCharsets.UTF_8));
                from = space + 1 + length;
                space = from - 1;
            }
        }
        return octets.getBuffer(from, octets.length()).copy();
    }

    @Override
    public void close() {
        breakConnections();
        TestDatabase.await(server.close());
    }
}
