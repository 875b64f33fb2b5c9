package io.vouchpost.database;

import static io.vouchpost.database.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import io.vouchpost.config.DatabaseSettings;
import io.vouchpost.secret.Secret;
import io.vouchpost.verticle.Detour;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class DatabaseArrivalTest {
    private static final Duration LONG = Duration.ofMinutes(10);

    private final Vertx vertx = Vertx.vertx();
    private final Promise<Void> enough = Promise.promise();
    private final DatabaseSettings.External real = (DatabaseSettings.External) TestDatabase.fresh();

    @AfterEach
    void close() {
        await(vertx.close());
    }

    private static DatabaseSettings.External at(String uri, Optional<Secret> password) {
        return new DatabaseSettings.External(uri, password, 1);
    }

    private int realPort() {
        return Integer.parseInt(real.uri().replaceFirst(".*:([0-9]+)/.*", "$1"));
    }

    private DatabaseSettings.External by(int port) {
        return at(real.uri().replaceFirst(":[0-9]+/", ":" + port + "/"), real.password());
    }

    private Future<Void> arrival(DatabaseSettings settings) {
        return DatabaseArrival.of(vertx, settings, enough.future(), LONG);
    }

    @Test
    void oneThatAnswersIsThere() {
        await(arrival(real));
    }

    @Test
    void oneThatComesLaterIsWaitedFor() {
        try (var detour = new Detour(realPort())) {
            detour.cut();
            var arrival = arrival(by(detour.port()));
            await(vertx.timer(700));
            assertThat(arrival.isComplete()).isFalse();
            detour.reopen();
            await(arrival);
        }
    }

    /** As PostgreSQL says while it recovers from a crash, or has no room. */
    @Test
    void oneThatSaysNotNowIsAskedAgain() {
        for (var code : new String[] {"57P03", "53300"}) {
            var asked = new AtomicInteger();
            var server = await(vertx.createNetServer()
                    .connectHandler(client -> {
                        asked.incrementAndGet();
                        client.handler(startup -> refuse(client, asked.get() < 3 ? code : "3D000"));
                    })
                    .listen(0, "127.0.0.1"));
            await(arrival(by(server.actualPort())));
            assertThat(asked).as(code).hasValue(3);
        }
    }

    /** ErrorResponse: https://www.postgresql.org/docs/current/protocol-message-formats.html */
    private static void refuse(NetSocket client, String code) {
        var fields = Buffer.buffer("SFATAL\0VFATAL\0C" + code + "\0Mno\0\0");
        client.end(Buffer.buffer("E").appendInt(4 + fields.length()).appendBuffer(fields));
    }

    /** It accepts, and has nothing to say: no attempt leaves a connection behind. */
    @Test
    void oneThatHangsIsNotHeldOnTo() {
        var open = new AtomicInteger();
        var most = new AtomicInteger();
        var server = await(vertx.createNetServer()
                .connectHandler(client -> {
                    most.accumulateAndGet(open.incrementAndGet(), Math::max);
                    client.closeHandler(gone -> open.decrementAndGet());
                })
                .listen(0, "127.0.0.1"));
        await(DatabaseArrival.of(vertx, by(server.actualPort()), enough.future(), Duration.ofSeconds(5)));
        assertThat(most).hasValue(1);
        while (open.get() > 0) {
            await(vertx.timer(10));
        }
    }

    /** A process that stands still, as on a machine that is frozen: its system accepts, and nobody even closes after us. */
    @Test
    void oneThatDoesNotNoticeThatWeLeaveIsNotWaitedFor() throws Exception {
        try (var frozen = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
            var settings = by(frozen.getLocalPort());
            await(DatabaseArrival.of(vertx, settings, enough.future(), Duration.ofSeconds(1)));
        }
    }

    @Test
    void whoIsToldSomethingElseNeedNotWait() {
        await(arrival(at(real.uri(), Optional.of(Secret.ofText("wrong")))));
        await(arrival(at(real.uri().replaceFirst("test_.*", "nothing"), real.password())));
        await(arrival(new DatabaseSettings.Embedded(Path.of("/nowhere"), 1)));
    }

    @Test
    void waitingEndsAfterAWhileOrWhenTold() {
        try (var detour = new Detour(realPort())) {
            detour.cut();
            var away = by(detour.port());
            await(DatabaseArrival.of(vertx, away, enough.future(), Duration.ofMillis(600)));

            var arrival = arrival(away);
            enough.complete();
            assertThatThrownBy(() -> await(arrival))
                    .isInstanceOf(DatabaseException.class)
                    .hasMessageContaining("told to stop");
        }
    }

    @Test
    void settingsThatNameNoneAreAnError() {
        assertThatThrownBy(() -> await(arrival(at("mysql://secret@localhost/", Optional.empty()))))
                .isInstanceOf(DatabaseException.class)
                .hasMessageNotContaining("secret");
    }
}
