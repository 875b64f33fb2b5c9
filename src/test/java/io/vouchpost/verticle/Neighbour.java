package io.vouchpost.verticle;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.SelfSignedCertificate;
import io.vouchpost.database.TestDatabase;
import io.vouchpost.survival.RecordingHop;
import io.vouchpost.survival.RecordingHop.Mood;
import io.vouchpost.survival.RecordingHop.Taken;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A next hop of a whole gateway: what it can and in which mood it is may change, what has come to it is waited for. */
final class Neighbour {
    private final BlockingQueue<Taken> arrived = new LinkedBlockingQueue<>();
    private final RecordingHop hop;
    private final JsonObject host;
    private final JsonObject tls;
    private volatile Mood mood = Mood.GOOD;
    private volatile List<String> keywords = List.of("PIPELINING", "8BITMIME", "SIZE");

    Neighbour(Vertx vertx) {
        this(vertx, new NetServerOptions(), "127.0.0.1", new JsonObject().put("tls", "none"));
    }

    private Neighbour(Vertx vertx, NetServerOptions options, String name, JsonObject tls) {
        this.hop = TestDatabase.await(RecordingHop.listen(vertx, options, arrived::add, () -> mood, () -> keywords));
        this.host = new JsonObject().put("host", name).put("port", hop.port()).put("implicitTls", options.isSsl());
        this.tls = tls;
    }

    /** One that shows who it is. */
    static Neighbour verified(Vertx vertx) {
        var certificate = SelfSignedCertificate.create("localhost");
        return new Neighbour(
                vertx,
                new NetServerOptions().setSsl(true).setKeyCertOptions(certificate.keyCertOptions()),
                "localhost",
                new JsonObject().put("tls", "required").put("authorities", certificate.certificatePath()));
    }

    /** For connections to come. */
    Neighbour offers(String... extensions) {
        keywords = List.of(extensions);
        return this;
    }

    void is(Mood now) {
        mood = now;
    }

    /** A route to it, for all mail until it says otherwise. */
    JsonObject route() {
        return tls.copy().put("hosts", new JsonArray().add(host)).put("backoff", "1s");
    }

    /** The next message; waits for it. */
    Taken arrival() throws InterruptedException {
        var taken = arrived.poll(20, TimeUnit.SECONDS);
        assertThat(taken).as("arrives at the next hop").isNotNull();
        return taken;
    }

    /** Whether a message is there that nobody has asked for. */
    boolean hasArrivals() {
        return !arrived.isEmpty();
    }
}
