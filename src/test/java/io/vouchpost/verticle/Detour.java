package io.vouchpost.verticle;

import static io.vouchpost.database.TestDatabase.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A way to a server on this machine that can be cut, and opened again, and blocked. */
public final class Detour implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final Set<NetSocket> sockets = ConcurrentHashMap.newKeySet();
    private final int target;
    private final int port;
    private NetServer server;
    private volatile boolean blocked;

    /** Open from the start. */
    public Detour(int target) {
        this.target = target;
        open(0);
        port = server.actualPort();
    }

    public int port() {
        return port;
    }

    /** Where this leads to, by this. */
    public String through(String uri) {
        return uri.replaceFirst(":[0-9]+/", ":" + port + "/");
    }

    /** Nobody comes through any more, and those who are on the way are lost. */
    public void cut() {
        await(server.close());
        await(Future.join(sockets.stream().map(NetSocket::close).toList()));
    }

    /** From here on it is as if the server stood still: who comes is let in, nobody gets an answer, nobody is noticed to leave. */
    public void block() {
        blocked = true;
        sockets.forEach(NetSocket::pause);
    }

    public void reopen() {
        open(port);
    }

    private void open(int where) {
        server = await(vertx.createNetServer().connectHandler(this::lead).listen(where, "127.0.0.1"));
    }

    private void lead(NetSocket from) {
        sockets.add(from);
        from.closeHandler(v -> sockets.remove(from));
        from.pause();
        if (blocked) {
            return;
        }
        vertx.createNetClient()
                .connect(target, "127.0.0.1")
                .onSuccess(to -> {
                    from.pipeTo(to);
                    to.pipeTo(from);
                })
                .onFailure(away -> from.close());
    }

    @Override
    public void close() {
        await(vertx.close());
    }
}
