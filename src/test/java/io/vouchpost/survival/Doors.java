package io.vouchpost.survival;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.account.Accounts;
import io.vouchpost.account.DeviceCredential;
import io.vouchpost.account.DeviceCredentials;
import io.vouchpost.database.TestDatabase;
import io.vouchpost.secret.Secret;
import io.vouchpost.verticle.SocketClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All the ways into one account: how soon they are closed to who knew its secret, at every gateway. */
final class Doors {
    private static final Logger LOG = LoggerFactory.getLogger(Doors.class);
    private static final Duration SOON = Duration.ofSeconds(1);
    /** On a machine that does something else just then it takes longer once, but not always. */
    private static final int ROUNDS = 3;

    private final List<Integer> tlsPorts;
    private final String account;

    /**
     * @param tlsPorts one of each gateway
     */
    Doors(List<Integer> tlsPorts, String account) {
        this.tlsPorts = tlsPorts;
        this.account = account;
    }

    /** A secret that lets in, and what ends that. */
    interface Key {
        /** Another one for each round. */
        String make(int round);

        /** It is committed when this returns. */
        void take(int round);
    }

    /** Made and revoked as {@code account credential} does it. */
    Key credentials(DeviceCredentials devices) {
        return new Key() {
            @Override
            public String make(int round) {
                var asked = DeviceCredential.typed("phone " + round, List.of(), List.of(), Optional.empty());
                return TestDatabase.await(devices.add(account, asked)).secret().reveal();
            }

            @Override
            public void take(int round) {
                TestDatabase.await(devices.revoke(account, "phone " + round));
            }
        };
    }

    /** The account's own password, which somebody else sets as {@code account passwd} does it. */
    Key password(Accounts accounts) {
        return new Key() {
            @Override
            public String make(int round) {
                return set("known to too many, " + round);
            }

            @Override
            public void take(int round) {
                set("known to nobody, " + round);
            }

            private String set(String password) {
                TestDatabase.await(accounts.setPassword(account, Secret.ofText(password)));
                return password;
            }
        };
    }

    /** Whoever is in is shown out, and whoever asks is not let in any more: everywhere, and soon. */
    void closeWithinASecond(Key key) throws Exception {
        var took = SOON;
        for (int round = 0; took.compareTo(SOON) >= 0 && round < ROUNDS; round++) {
            took = close(key, round);
            LOG.info("closed at {} gateways after {} ms", tlsPorts.size(), took.toMillis());
        }
        assertThat(took).isLessThan(SOON);
    }

    private Duration close(Key key, int round) throws Exception {
        var secret = key.make(round);
        var pool = Executors.newFixedThreadPool(2 * tlsPorts.size());
        var inside = new ArrayList<SocketClient>();
        try {
            for (int port : tlsPorts) {
                var client = greeted(port);
                inside.add(client);
                assertThat(logIn(client, account, secret)).startsWith("235");
            }
            key.take(round);
            long taken = System.nanoTime();
            var closing = new ArrayList<Callable<Long>>();
            inside.forEach(client -> closing.add(() -> shownOut(client)));
            tlsPorts.forEach(port -> closing.add(() -> refused(port, secret, taken)));
            long last = taken;
            for (var closed : pool.invokeAll(closing)) {
                last = Math.max(last, closed.get());
            }
            return Duration.ofNanos(last - taken);
        } finally {
            pool.shutdownNow();
            for (var client : inside) {
                client.close();
            }
        }
    }

    private static long shownOut(SocketClient client) throws IOException {
        assertThat(client.readReply()).startsWith("421 4.7.0");
        return System.nanoTime();
    }

    /** When the last log-in that succeeded had begun. */
    private long refused(int port, String secret, long taken) throws IOException {
        long last = taken;
        while (true) {
            long begun = System.nanoTime();
            try (var client = greeted(port)) {
                var reply = logIn(client, account, secret);
                if (!reply.startsWith("235")) {
                    assertThat(reply).startsWith("535");
                    return last;
                }
                last = begun;
            }
        }
    }

    private static SocketClient greeted(int port) throws IOException {
        var client = SocketClient.tls(port);
        assertThat(client.readReply()).startsWith("220");
        client.command("EHLO client.example");
        return client;
    }

    static String logIn(SocketClient client, String account, String password) throws IOException {
        var response = "\0" + account + '\0' + password;
        return client.command("AUTH PLAIN " + Base64.getEncoder().encodeToString(response.getBytes(UTF_8)));
    }
}
