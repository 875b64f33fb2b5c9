package io.vouchpost.account;

import static io.vouchpost.database.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vouchpost.config.SaslExample;
import io.vouchpost.database.Database;
import io.vouchpost.database.TestDatabase;
import io.vouchpost.sasl.Clients;
import io.vouchpost.sasl.Credentials;
import io.vouchpost.sasl.Credentials.Verdict;
import io.vouchpost.secret.Secret;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SqlCredentialsTest {
    private static final int SLOW = 400_000;

    private static Vertx vertx;
    private static Database database;
    private static Accounts accounts;

    @BeforeAll
    static void open() {
        vertx = Vertx.vertx();
        database = TestDatabase.open(vertx);
        accounts = new Accounts(vertx, database.pool(), SaslExample.cheap());
        await(accounts.add("alice@example.org", Secret.ofText("open sesame"), List.of(), false));
        await(accounts.add("off", Secret.ofText("open sesame"), List.of(), false));
        await(accounts.setEnabled("off", false));
        await(new Accounts(vertx, database.pool(), SaslExample.hashing(1, 10, SLOW))
                .add("slow", Secret.ofText("pässwörd"), List.of(), false));
        await(accounts.add("imported", Secret.ofText("open sesame"), List.of(), false));
        await(database.pool()
                .query("UPDATE credentials SET verifier = '$ssha$c29tZXNhbHQ$h6UhTwh6Z/cV5rFV+8mQZtabWoM'"
                        + " WHERE account = (SELECT id FROM accounts WHERE name = 'imported')")
                .execute());
    }

    @AfterAll
    static void close() {
        await(database.close());
        await(vertx.close());
    }

    @Test
    void theRightPasswordIsAcceptedHoweverTheNameIsSpelled() {
        var credentials = credentials(1_000, 2, 10);
        for (var name : List.of("alice@example.org", "ALICE@Example.org", " alice@example.org ")) {
            assertThat(check(credentials, name, "open sesame")).isEqualTo(new Verdict.Accepted("alice@example.org"));
        }
    }

    @Test
    void wrongAndUnknownAndImpossibleAreRejectedAlike() {
        var credentials = credentials(1_000, 2, 10);
        for (var password : List.of("Open sesame", "open sesame ", "")) {
            assertThat(check(credentials, "alice@example.org", password)).isEqualTo(new Verdict.Rejected());
        }
        for (var name : List.of("nobody", "", "a\u0007b", "x".repeat(300), "' OR 1=1 --")) {
            assertThat(check(credentials, name, "open sesame")).isEqualTo(new Verdict.Rejected());
        }
    }

    @Test
    void aDisabledAccountIsToldOnlyAfterTheRightPassword() {
        var credentials = credentials(1_000, 2, 10);
        assertThat(check(credentials, "off", "open sesame")).isEqualTo(new Verdict.Disabled("off"));
        assertThat(check(credentials, "off", "wrong")).isEqualTo(new Verdict.Rejected());
    }

    @Test
    void anUnknownNameCostsAsMuchAsAKnownOne() {
        var credentials = credentials(SLOW, 1, 10).of(Clients.by("PLAIN"));
        var least = new HashMap<String, Long>();
        for (var i = 0; i < 6; i++) {
            for (var name : List.of("slow", "nobody", "a\u0007b", "imported")) {
                least.merge(name, cpuOf(() -> check(credentials, name, "wrong")), Math::min);
            }
        }
        double known = least.get("slow");
        assertThat(known).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(50)); // else it is not the hash that takes it
        assertThat(least.get("nobody") / known).isBetween(0.8, 1.25);
        assertThat(least.get("a\u0007b") / known).isBetween(0.8, 1.25);
        assertThat(least.get("imported") / known).isBetween(0.8, 1.25);
    }

    @Test
    void hashesOnItsOwnThreadsAlsoWhenAskedFromAnEventLoop() throws Exception {
        var credentials = credentials(SLOW, 1, 10).of(Clients.by("PLAIN"));
        var context = vertx.getOrCreateContext();
        var answeredThere = new CompletableFuture<Boolean>();
        var onEventLoops = cpuOf("vert.x-eventloop");
        var onItsOwn = cpuOf("vouchpost-hash");
        context.runOnContext(v -> credentials
                .check("slow", Secret.ofText("wrong"))
                .onSuccess(it -> answeredThere.complete(Vertx.currentContext() == context)));
        assertThat(answeredThere.get(30, TimeUnit.SECONDS)).isTrue();
        onItsOwn = cpuOf("vouchpost-hash") - onItsOwn;
        assertThat(onItsOwn).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(50));
        assertThat(cpuOf("vert.x-eventloop") - onEventLoops).isLessThan(onItsOwn / 2);
    }

    @Test
    void aboveItsPlacesItIsUnavailableAtOnce() {
        var credentials = credentials(SLOW, 1, 2).of(Clients.by("PLAIN"));
        var checks = IntStream.range(0, 10)
                .mapToObj(i -> credentials.check("slow", Secret.ofText("pässwörd")))
                .toList();
        assertThat(checks.stream().filter(check -> check.isComplete())).hasSize(7);
        var verdicts = checks.stream()
                .map(TestDatabase::await)
                .collect(Collectors.groupingBy(it -> it, Collectors.counting()));
        assertThat(verdicts)
                .containsEntry(new Verdict.Accepted("slow"), 3L)
                .containsEntry(new Verdict.Unavailable("no room in the hashing pool"), 7L);
        assertThat(check(credentials, "slow", "pässwörd")).isEqualTo(new Verdict.Accepted("slow"));
    }

    @Test
    void aVerifierThatCannotBeReadIsAnOutageAndIsNotQuoted() {
        await(accounts.add("broken", Secret.ofText("open sesame"), List.of(), false));
        await(database.pool()
                .query(
                        "UPDATE credentials SET verifier = 'precious' WHERE account = (SELECT id FROM accounts WHERE name = 'broken')")
                .execute());
        var verdict = check(credentials(1_000, 1, 1), "broken", "open sesame");
        assertThat(verdict).isInstanceOf(Verdict.Unavailable.class);
        assertThat(verdict.toString()).doesNotContain("precious");
    }

    private static SqlCredentials credentials(int iterations, int threads, int queue) {
        return await(SqlCredentials.create(
                vertx, database.pool(), SaslExample.hashing(threads, queue, iterations), SecondFactors.NONE));
    }

    private static Verdict check(Credentials.Source credentials, String name, String password) {
        return check(credentials.of(Clients.by("PLAIN")), name, password);
    }

    private static Verdict check(Credentials credentials, String name, String password) {
        return await(credentials.check(name, Secret.ofText(password)));
    }

    /** What the hashing threads spend on it: the clock on the wall would tell of the neighbours too. */
    private static long cpuOf(Runnable work) {
        var before = cpuOf("vouchpost-hash");
        work.run();
        return cpuOf("vouchpost-hash") - before;
    }

    private static long cpuOf(String threadName) {
        var threads = ManagementFactory.getThreadMXBean();
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(threadName))
                .mapToLong(thread -> threads.getThreadCpuTime(thread.getId()))
                .sum();
    }
}
