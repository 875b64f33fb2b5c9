package io.vouchpost.survival;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vouchpost.database.TestDatabase;
import io.vouchpost.delivery.Waypoints.Waypoint;
import io.vouchpost.survival.Installation.Member;
import io.vouchpost.survival.RecordingHop.Mood;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Nothing that was answered with 250 is lost, and nothing comes twice but what is shown as possibly delivered: whatever dies
 * when. Processes are killed for good, as power failures and operators do it. Longer, and with another seed:
 * {@code -Dsurvival.rounds=200 -Dsurvival.seed=7}.
 */
class KillIT {
    private static final Logger LOG = LoggerFactory.getLogger(KillIT.class);
    private static final int CLIENTS = 6;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    private Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final Ledger ledger = new Ledger();
    private final AtomicReference<Supplier<Mood>> moods = new AtomicReference<>(() -> Mood.GOOD);
    private final AtomicInteger numbers = new AtomicInteger();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final List<Submitter> clients = new ArrayList<>();
    private final List<Member> gateways = new ArrayList<>();

    @AfterEach
    void tearDown() {
        stopped.set(true);
        TestDatabase.await(vertx.close());
    }

    @ParameterizedTest
    @ValueSource(strings = {"relayed", "spooled"})
    void whateverDiesNothingPromisedIsLostAndNothingComesTwiceUnsaid(String acknowledge) throws Exception {
        var random = new Random(Long.getLong("survival.seed", 1));
        var hop = TestDatabase.await(
                RecordingHop.listen(vertx, ledger::arrived, () -> moods.get().get()));
        try (var installation = new Installation(folder, hop.port(), json -> acknowledge(json, acknowledge))) {
            moods.set(KillIT::anyMood);
            submit();
            for (var waypoint : Waypoint.values()) {
                dieAt(installation, waypoint, 1 + random.nextInt(40));
            }
            for (int round = Integer.getInteger("survival.rounds", 3); round > 0; round--) {
                misfortune(installation, round, random);
            }
            settle(installation);
            report(acknowledge, installation);
        }
    }

    private static void acknowledge(JsonObject json, String acknowledge) {
        json.getJsonObject("delivery").put("acknowledge", acknowledge);
    }

    /** Mostly good, or nothing would ever get through. */
    private static Mood anyMood() {
        var random = ThreadLocalRandom.current();
        return random.nextInt(10) < 7 ? Mood.GOOD : Mood.values()[random.nextInt(Mood.values().length)];
    }

    private void submit() {
        for (int i = 0; i < CLIENTS; i++) {
            var client = new Submitter(ledger, this::port, numbers, stopped, i);
            client.start();
            clients.add(client);
        }
    }

    /** Of any gateway that is ready. */
    private int port() {
        var ready = List.copyOf(gateways).stream()
                .filter(Member::isAlive)
                .map(Member::tlsPort)
                .filter(port -> port > 0)
                .toList();
        if (ready.isEmpty()) {
            throw new IllegalStateException("no gateway is ready");
        }
        return ready.get(ThreadLocalRandom.current().nextInt(ready.size()));
    }

    /** A waypoint that is not reached, as some are not in this mode, is left after a while. */
    private void dieAt(Installation installation, Waypoint waypoint, int count) throws Exception {
        var gateway = installation.gateway(waypoint.name(), Integer.toString(count));
        gateways.add(gateway);
        await("ready", () -> gateway.tlsPort() > 0 || !gateway.isAlive());
        var until = Instant.now().plusSeconds(6);
        while (gateway.isAlive() && Instant.now().isBefore(until)) {
            pause();
        }
        LOG.info("{} at {}: {}", waypoint, count, gateway.isAlive() ? "not reached so often" : "died there");
        gateway.kill();
    }

    private void misfortune(Installation installation, int round, Random random) throws Exception {
        var gateway = installation.gateway();
        gateways.add(gateway);
        await("ready", () -> gateway.tlsPort() > 0);
        LockSupport.parkNanos(Duration.ofMillis(500 + random.nextInt(2_000)).toNanos());
        switch (round % 3) {
            case 0 -> installation.killPostgres();
            case 1 -> installation.stopPostgres();
            default -> {
                gateway.kill();
                return;
            }
        }
        LockSupport.parkNanos(Duration.ofMillis(500 + random.nextInt(1_000)).toNanos());
        installation.startPostgres();
        LockSupport.parkNanos(Duration.ofSeconds(3).toNanos());
        gateway.kill();
    }

    /** Everybody is well again, nobody submits any more, and all mail comes to its end. */
    private void settle(Installation installation) throws Exception {
        moods.set(() -> Mood.GOOD);
        gateways.add(installation.gateway());
        stopped.set(true);
        for (var client : clients) {
            client.join(PATIENCE.toMillis());
        }
        await("all delivered", () -> {
            try {
                return installation.waiting() == 0;
            } catch (SQLException away) {
                return false;
            }
        });
    }

    private void report(String title, Installation installation) throws Exception {
        var possibly = installation.possiblyDelivered();
        var repeated = ledger.repeated();
        LOG.info(
                "{}: {} offered, {} promised, {} arrived, {} lost, {} changed, {} came twice, {} shown as possibly delivered",
                title,
                ledger.offers(),
                ledger.promises(),
                ledger.arrivals(),
                ledger.lost().size(),
                ledger.changed().size(),
                repeated.size(),
                possibly.size());
        assertThat(ledger.promises()).isGreaterThan(100);
        assertThat(ledger.lost()).isEmpty();
        assertThat(ledger.changed()).isEmpty();
        assertThat(ledger.invented()).isEmpty();
        assertThat(possibly).containsAll(repeated);
    }

    @Test
    void threeGatewaysShareASpoolAndTheOthersDeliverWhatAKilledOneHad() throws Exception {
        var hop = TestDatabase.await(
                RecordingHop.listen(vertx, ledger::arrived, () -> moods.get().get()));
        try (var installation = new Installation(folder, hop.port(), json -> acknowledge(json, "spooled"))) {
            for (int i = 0; i < 3; i++) {
                gateways.add(installation.gateway());
            }
            await("three gateways", () -> gateways.stream()
                    .allMatch(gateway -> gateway.tlsPort() > 0 && gateway.isAlive()));
            submit();
            await("load", () -> ledger.promises() > 300);
            moods.set(() -> Mood.HANGS); // so that the one that dies has messages in its hands
            LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
            gateways.get(0).kill();
            var killed = Instant.now();
            moods.set(() -> Mood.GOOD);
            stopped.set(true);
            for (var client : clients) {
                client.join(PATIENCE.toMillis());
            }
            await("all delivered", () -> {
                try {
                    return installation.waiting() == 0;
                } catch (SQLException away) {
                    return false;
                }
            });
            LOG.info(
                    "all delivered {} ms after one of three was killed",
                    Duration.between(killed, Instant.now()).toMillis());
            report("three gateways", installation);
        }
    }

    private static void await(String what, BooleanSupplier condition) {
        var until = Instant.now().plus(PATIENCE);
        while (!condition.getAsBoolean()) {
            if (Instant.now().isAfter(until)) {
                throw new AssertionError("not in " + PATIENCE + ": " + what);
            }
            pause();
        }
    }

    private static void pause() {
        LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
}
