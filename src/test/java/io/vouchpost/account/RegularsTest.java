package io.vouchpost.account;

import static io.vouchpost.database.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.sqlclient.PreparedQuery;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import io.vouchpost.config.SaslExample;
import io.vouchpost.sasl.Channel;
import io.vouchpost.sasl.Client;
import io.vouchpost.sasl.Credentials.Verdict;
import io.vouchpost.sasl.Form;
import io.vouchpost.secret.Secret;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RegularsTest {
    private final Installation installation = new Installation();
    private Regulars regulars;

    @BeforeEach
    void start() {
        await(installation.accounts(SaslExample.cheap()).add("alice", Secret.ofText("open sesame"), List.of(), false));
        regulars = await(Regulars.read(installation.database.pool()));
    }

    @AfterEach
    void stop() {
        installation.close();
    }

    private static Client at(String address) {
        return new Client("TEST", "client.example", address, "PLAIN", Channel.BARE);
    }

    private Lane lane(String account, String address) {
        return regulars.place(account, at(address)).lane();
    }

    @Test
    void whoHasLoggedInIsOneFromThereAndFromNowhereElse() {
        regulars.learn(new Verdict.Accepted("alice"), at("192.0.2.1"));
        assertThat(lane("Alice ", "192.0.2.1")).isEqualTo(Lane.REGULARS);
        assertThat(lane("alice", "192.0.2.2")).isEqualTo(Lane.STRANGERS);
        assertThat(lane("bob", "192.0.2.1")).isEqualTo(Lane.STRANGERS);
    }

    @Test
    void ofIpv6ItIsTheSubscribersNetwork() {
        regulars.learn(new Verdict.Accepted("alice"), at("2001:db8::1"));
        assertThat(lane("alice", "2001:db8::2:3")).isEqualTo(Lane.REGULARS);
        assertThat(lane("alice", "2001:db8:0:1::1")).isEqualTo(Lane.STRANGERS);
    }

    /** An account that exists, and a disabled one whose password was right, are strangers like a name that nobody has. */
    @Test
    void nothingButASuccessMakesOne() {
        for (var verdict : List.of(
                new Verdict.Rejected(),
                new Verdict.Disabled("alice"),
                new Verdict.Foreign("alice", "bob"),
                new Verdict.VerifierMissing("alice"),
                new Verdict.Unavailable("outage"))) {
            regulars.learn(verdict, at("192.0.2.1"));
        }
        assertThat(regulars.place("alice", at("192.0.2.1"))).isEqualTo(regulars.place("nobody", at("192.0.2.1")));
    }

    @Test
    void afterARestartTheyAreKnownFromTheUsageOfAccounts() {
        var usage = new UsageLog(installation.vertx, installation.database.pool());
        usage.count(new UsageLog.Kind("alice", "PLAIN", "TLSv1.3", "", "laptop"), "192.0.2.9", Instant.now());
        usage.count(
                new UsageLog.Kind("alice", "PLAIN", "TLSv1.3", "", "old"),
                "192.0.2.8",
                Instant.now().minusSeconds(40 * 86_400));
        await(usage.close());
        regulars = await(Regulars.read(installation.database.pool()));
        assertThat(lane("alice", "192.0.2.9")).isEqualTo(Lane.REGULARS);
        assertThat(lane("alice", "192.0.2.8")).isEqualTo(Lane.STRANGERS);
    }

    @Test
    void aFloodOfNamesCostsFewStatementsAndNobodyIsMixedUp() {
        var statements = new AtomicInteger();
        Promise<Void> answering = Promise.promise();
        var lookup = new VerifierLookup(answeringAfter(answering.future(), statements));
        var asked = IntStream.range(0, 400)
                .mapToObj(i -> lookup.find(
                        i % 100 == 7 ? "alice" : "nobody" + i,
                        Form.SCRAM_SHA_256,
                        regulars.place("alice", at("198.51." + i % 200 + ".1"))))
                .toList();
        answering.complete();
        await(Future.join(asked));
        for (int i = 0; i < asked.size(); i++) {
            var rows = asked.get(i).result();
            if (i % 100 == 7) {
                assertThat(rows).singleElement().satisfies(row -> assertThat(row.getString("name"))
                        .isEqualTo("alice"));
            } else {
                assertThat(rows).isEmpty();
            }
        }
        assertThat(statements).as("the first name alone, then 64 at a time").hasValue(1 + 7);
    }

    @Test
    void whereTooManyWaitStrangersAreTurnedAwayAndRegularsAreNot() {
        regulars.learn(new Verdict.Accepted("alice"), at("192.0.2.1"));
        Promise<Void> answering = Promise.promise();
        var lookup = new VerifierLookup(answeringAfter(answering.future(), new AtomicInteger()));
        var strangers = IntStream.range(0, 2_000)
                .mapToObj(i -> lookup.find(
                        "nobody" + i, Form.SCRAM_SHA_256, regulars.place("nobody", at("198.51." + i % 200 + ".1"))))
                .toList();
        var regular = lookup.find("alice", Form.SCRAM_SHA_256, regulars.place("alice", at("192.0.2.1")));
        assertThat(strangers.stream().filter(it -> it.cause() instanceof Crowded))
                .as("all but the first, which is under way, and 512 that wait")
                .hasSize(2_000 - 1 - 512);
        answering.complete();
        assertThat(await(regular)).hasSize(1);
    }

    private SqlClient answeringAfter(Future<Void> go, AtomicInteger statements) {
        return (SqlClient) Proxy.newProxyInstance(
                SqlClient.class.getClassLoader(), new Class<?>[] {SqlClient.class}, (proxy, method, arguments) -> {
                    statements.incrementAndGet();
                    var query = installation.database.pool().preparedQuery((String) arguments[0]);
                    return Proxy.newProxyInstance(
                            SqlClient.class.getClassLoader(),
                            new Class<?>[] {PreparedQuery.class},
                            (it, execute, values) -> go.compose(v -> query.execute((Tuple) values[0])));
                });
    }
}
