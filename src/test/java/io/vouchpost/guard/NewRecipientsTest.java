package io.vouchpost.guard;

import static io.vouchpost.database.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.sqlclient.PreparedQuery;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import io.vouchpost.config.GuardExample;
import io.vouchpost.config.QuotaSettings;
import io.vouchpost.config.QuotaSettings.Rates;
import io.vouchpost.guard.Quotas.Load;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What it costs to count new recipients, and that it is exact all the same where they are taken. */
@Timeout(60)
class NewRecipientsTest {
    private static final Rates NONE = new Rates(Optional.empty(), Optional.empty(), Optional.empty());
    private static final int MANY = 100;
    /** So small a quota is exact. */
    private static final int FEW = 50;

    private final Gateways gateways = new Gateways(2);
    private final List<SqlQuotas> quotas = new ArrayList<>();
    /** For each statement that asked who is known: about how many. */
    private final List<Integer> asked = new CopyOnWriteArrayList<>();

    private void set(long quota) {
        var rules = new QuotaRules(GuardExample.quotas(new QuotaSettings(
                "q", false, List.of("*"), List.of(), NONE, NONE, Optional.of(quota), Optional.empty())));
        for (int i = 0; i < gateways.count(); i++) {
            var client = overheard(gateways.gateway(i).database().pool());
            quotas.add(new SqlQuotas(gateways.vertx, client, gateways.get(i), rules, gateways.clock, alarm -> {}));
        }
    }

    @AfterEach
    void close() {
        quotas.forEach(SqlQuotas::close);
        gateways.close();
    }

    private SqlClient overheard(SqlClient client) {
        return (SqlClient) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {SqlClient.class}, (it, method, all) -> {
                    var statement = method.invoke(client, all);
                    return statement instanceof PreparedQuery<?> query
                                    && String.valueOf(all[0]).startsWith("SELECT")
                            ? overheard(query)
                            : statement;
                });
    }

    private PreparedQuery<?> overheard(PreparedQuery<?> query) {
        return (PreparedQuery<?>) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {PreparedQuery.class}, (it, method, all) -> {
                    asked.add(((Tuple) all[0]).getArrayOfStrings(0).length);
                    return method.invoke(query, all);
                });
    }

    private static Load letter(int recipients) {
        var all = IntStream.range(0, recipients).mapToObj(i -> "r" + i + "@x").toList();
        return new Load("alice", List.of(), all, 0);
    }

    private boolean looks(int gateway, int recipients) {
        return await(quotas.get(gateway).look(letter(recipients))) instanceof Ruling.Welcome;
    }

    private boolean takes(int gateway, int recipients) {
        return await(quotas.get(gateway).take(letter(recipients))) instanceof Ruling.Welcome;
    }

    @Test
    void eachRecipientAsksForItselfOnly() {
        set(MANY);
        for (int i = 1; i <= MANY; i++) {
            assertThat(looks(0, i)).isTrue();
        }
        assertThat(asked).hasSize(MANY).containsOnly(1);
        assertThat(looks(0, MANY + 1))
                .as("counted, though not asked about again")
                .isFalse();
        asked.clear();
        for (int i = 1; i <= MANY; i++) {
            assertThat(looks(0, i)).as("of a second message").isTrue();
        }
        assertThat(asked).isEmpty();
        assertThat(takes(0, MANY)).isTrue();
        assertThat(asked).as("once for the message, by which they are counted").containsExactly(MANY);
        asked.clear();
        for (int i = 1; i <= MANY; i++) {
            assertThat(looks(0, i)).as("known").isTrue();
        }
        assertThat(takes(0, MANY)).isTrue();
        assertThat(asked).isEmpty();
    }

    @Test
    void thoseWhoAreKnownAreAskedAboutOnceAsWell() {
        set(MANY);
        assertThat(takes(0, MANY)).isTrue();
        asked.clear();
        for (int i = 1; i <= MANY; i++) {
            assertThat(looks(1, i)).isTrue();
        }
        assertThat(asked).hasSize(MANY).containsOnly(1);
    }

    @Test
    void whomAnotherGatewayHasMetMeanwhileIsNotCountedTwice() {
        set(FEW);
        assertThat(looks(1, FEW)).isTrue();
        assertThat(takes(0, FEW)).isTrue();
        assertThat(takes(1, FEW))
                .as("the database knows better than the look before")
                .isTrue();
        assertThat(takes(1, FEW + 1)).as("not one more than the quota").isFalse();
    }

    @Test
    void whomAnotherGatewayHasMetIsTakenForNewForAMinuteAtMost() {
        set(FEW);
        assertThat(looks(1, FEW)).isTrue();
        assertThat(takes(0, FEW)).isTrue();
        asked.clear();
        looks(1, FEW);
        assertThat(asked).isEmpty();
        gateways.clock.advance(Duration.ofMinutes(1));
        assertThat(looks(1, FEW)).isTrue();
        assertThat(asked).containsExactly(FEW);
        assertThat(takes(1, FEW + 1)).isFalse();
    }

    @Test
    void answersThatComeTogetherAreForTheirOwnAccount() {
        set(MANY);
        var alice = quotas.get(0).look(letter(MANY));
        var bob = quotas.get(0).look(new Load("bob", List.of(), letter(MANY + 1).recipients(), 0));
        assertThat(await(alice)).isInstanceOf(Ruling.Welcome.class);
        assertThat(await(bob)).isInstanceOf(Ruling.Wait.class);
        assertThat(looks(0, MANY)).isTrue();
    }

    @Test
    void withoutADatabaseNothingIsRememberedAsNewOrKnown() {
        set(MANY);
        await(gateways.gateway(1).database().close());
        assertThat(looks(1, MANY + 1)).isTrue();
        assertThat(looks(0, MANY + 1)).isFalse();
    }
}
