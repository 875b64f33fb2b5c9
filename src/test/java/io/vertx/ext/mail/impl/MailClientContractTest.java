package io.vertx.ext.mail.impl;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.ext.mail.LoginOption;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.StartTLSOptions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What {@link PooledConnection} and {@link Prelude} take for granted of the Vert.x mail client and say nowhere else: an upgrade
 * that changes it fails here, by name.
 */
class MailClientContractTest {
    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final List<NetSocket> sockets = new CopyOnWriteArrayList<>();
    private NetServer server;
    private MailClient client;

    @BeforeEach
    void start() throws Exception {
        server = vertx.createNetServer().connectHandler(socket -> {
            sockets.add(socket);
            socket.write("220 hello\r\n");
            socket.handler(octets -> {
                heard.add(octets.toString().strip());
                socket.write("250 Ok\r\n");
            });
        });
        await(server.listen(0, "127.0.0.1"));
        client = MailClient.builder(new WatchedVertx(vertx))
                .with(new MailConfig()
                        .setHostname("127.0.0.1")
                        .setPort(server.actualPort())
                        .setStarttls(StartTLSOptions.DISABLED)
                        .setLogin(LoginOption.DISABLED)
                        .setMaxPoolSize(1))
                .build();
    }

    @AfterEach
    void stop() throws Exception {
        await(vertx.close());
    }

    @Test
    void aLentConnectionHasBeenGreeted() throws Exception {
        lend();
        assertThat(heard).containsExactly("EHLO gateway.example");
    }

    @Test
    void theSocketsLastHandlerIsTheClientsAndOursStandsBeforeIt() throws Exception {
        var pipeline =
                ((NetSocketInternal) lend().socket()).channelHandlerContext().pipeline();
        var names = pipeline.names();
        assertThat(names.indexOf("vouchpost")).isEqualTo(names.indexOf("handler") - 1);
    }

    @Test
    void fromTheFirstLoanOnNothingIsCountedAnyMore() throws Exception {
        var connection = lend();
        var pipeline = ((NetSocketInternal) connection.socket())
                .channelHandlerContext()
                .pipeline();
        assertThat(pipeline.get(Prelude.class)).isNull();
        run(() -> connection.listen(new Heard()));
        run(connection::giveBack);
        lend();
        assertThat(pipeline.get(Prelude.class)).isNull();
    }

    @Test
    void whileLentWeHearTheServerAndTheClientDoesNot() throws Exception {
        var connection = lend();
        var listener = new Heard();
        run(() -> connection.listen(listener));
        connection.socket().write("NOOP\r\n");
        assertThat(await(listener.said.future())).isEqualTo("250 Ok\r\n");
    }

    @Test
    void aConnectionGivenBackIsResetByTheClientAndLentAgain() throws Exception {
        var first = lend();
        run(() -> first.listen(new Heard()));
        run(() -> first.remember(java.util.Map.of("SIZE", "1000")));
        run(first::giveBack);
        var second = lend();
        assertThat(second).isSameAs(first);
        assertThat(second.isReused()).isTrue();
        assertThat(second.keywords()).contains(java.util.Map.of("SIZE", "1000"));
        assertThat(heard).containsExactly("EHLO gateway.example", "RSET");
    }

    @Test
    void aConnectionClosedHardLeavesItsPlaceToAnother() throws Exception {
        var first = lend();
        run(first::close);
        assertThat(lend()).isNotSameAs(first);
        assertThat(sockets).hasSize(2);
    }

    @Test
    void aLossIsHeardOfAndLeavesThePlaceToAnother() throws Exception {
        var first = lend();
        var listener = new Heard();
        run(() -> first.listen(listener));
        sockets.get(0).close();
        await(listener.lost.future());
        assertThat(lend()).isNotSameAs(first);
    }

    @Test
    void aConnectionLostBeforeItWasListenedToIsHeardOf() throws Exception {
        var connection = lend();
        run(connection::close);
        var listener = new Heard();
        run(() -> connection.listen(listener));
        await(listener.lost.future());
    }

    @Test
    void cutOffClosesWhatIsLentAndWhatIsIdle() throws Exception {
        var connection = lend();
        var listener = new Heard();
        run(() -> connection.listen(listener));
        await(PooledConnection.cutOff(client));
        await(listener.lost.future());
    }

    @Test
    void theHostNameIsVerifiedOnlyWhereTheSettingWasLeftAlone() {
        var untouched = new MailConfig().setStarttls(StartTLSOptions.REQUIRED);
        new SMTPConnectionPool(vertx, untouched);
        assertThat(untouched.getHostnameVerificationAlgorithm()).isEqualTo("HTTPS");
        var set = new MailConfig().setStarttls(StartTLSOptions.REQUIRED).setHostnameVerificationAlgorithm("HTTPS");
        new SMTPConnectionPool(vertx, set);
        assertThat(set.getHostnameVerificationAlgorithm()).isEmpty();
        var trusting = new MailConfig().setStarttls(StartTLSOptions.OPTIONAL).setTrustAll(true);
        new SMTPConnectionPool(vertx, trusting);
        assertThat(trusting.getHostnameVerificationAlgorithm()).isEmpty();
    }

    private PooledConnection lend() throws Exception {
        var lent = Promise.<PooledConnection>promise();
        context.runOnContext(here ->
                PooledConnection.lend(client, "gateway.example", context).onComplete(lent));
        return await(lent.future());
    }

    private void run(Runnable action) throws Exception {
        var done = Promise.<Void>promise();
        context.runOnContext(here -> {
            action.run();
            done.complete();
        });
        await(done.future());
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private static final class Heard implements PooledConnection.Listener {
        private final Promise<String> said = Promise.promise();
        private final Promise<String> lost = Promise.promise();

        @Override
        public void received(Buffer octets) {
            said.tryComplete(octets.toString());
        }

        @Override
        public void lost(String cause) {
            lost.tryComplete(cause);
        }
    }
}
