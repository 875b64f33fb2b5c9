package io.vouchpost.guard;

import static io.vouchpost.database.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vouchpost.LogLines;
import io.vouchpost.config.GuardExample;
import io.vouchpost.config.QuotaSettings;
import io.vouchpost.config.QuotaSettings.Rates;
import io.vouchpost.guard.Quotas.Load;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SqlQuotasTest {
    private static final Rates NONE = rates(0, 0, 0);

    private final Gateways gateways = new Gateways(3);
    private final List<Alarm> alarms = new CopyOnWriteArrayList<>();
    private final List<SqlQuotas> quotas = new ArrayList<>();

    @AfterEach
    void close() {
        quotas.forEach(SqlQuotas::close);
        gateways.close();
    }

    private void set(QuotaSettings... settings) {
        var rules = new QuotaRules(GuardExample.quotas(settings));
        for (int i = 0; i < gateways.count(); i++) {
            var pool = gateways.gateway(i).database().pool();
            quotas.add(new SqlQuotas(gateways.vertx, pool, gateways.get(i), rules, gateways.clock, alarms::add));
        }
    }

    /** 0: no limit. */
    private static Rates rates(long minute, long hour, long day) {
        return new Rates(limit(minute), limit(hour), limit(day));
    }

    private static Optional<Long> limit(long most) {
        return Optional.of(most).filter(some -> some > 0);
    }

    private static QuotaSettings messages(Rates rates) {
        return quota(List.of("*"), List.of(), false, rates, NONE, 0, 0);
    }

    private static QuotaSettings quota(
            List<String> accounts,
            List<String> roles,
            boolean together,
            Rates messages,
            Rates recipients,
            long strangers,
            long octets) {
        return new QuotaSettings("q", together, accounts, roles, messages, recipients, limit(strangers), limit(octets));
    }

    private static Load letter(String account, String... recipients) {
        return new Load(account, List.of(), List.of(recipients), 1_000);
    }

    private Ruling take(int gateway, Load load) {
        return await(quotas.get(gateway).take(load));
    }

    private boolean takes(int gateway, Load load) {
        return take(gateway, load) instanceof Ruling.Welcome;
    }

    @Test
    void messagesOfAnAccountAreCountedByAllTogether() {
        set(messages(rates(0, 3, 0)));
        for (int i = 0; i < 3; i++) {
            assertThat(takes(i, letter("alice", "x@example.net"))).isTrue();
        }
        for (int i = 0; i < 3; i++) {
            assertThat(take(i, letter("alice", "x@example.net")))
                    .isEqualTo(new Ruling.Wait(
                            "guard.quotas.q.messages.hour", "3 of 3 messages", Instant.parse("2030-01-01T01:00:00Z")));
        }
        assertThat(takes(0, letter("bob", "x@example.net"))).isTrue();
        gateways.clock.advance(Duration.ofHours(1));
        assertThat(takes(0, letter("alice", "x@example.net"))).isTrue();
    }

    @Test
    void minutesHoursAndDaysAllHold() {
        set(messages(rates(2, 3, 4)));
        var seen = new ArrayList<String>();
        for (int i = 0; i < 5; i++) {
            while (takes(0, letter("alice", "x@example.net"))) {
                seen.add("taken");
            }
            var wait = (Ruling.Wait) take(0, letter("alice", "x@example.net"));
            seen.add(wait.rule().substring(wait.rule().lastIndexOf('.') + 1));
            gateways.clock.advance(Duration.between(gateways.clock.instant(), wait.until()));
        }
        assertThat(seen)
                .containsExactly(
                        "taken", "taken", "minute", "taken", "hour", "taken", "day", "taken", "taken", "minute",
                        "taken", "hour");
    }

    @Test
    void aQuotaIsForAccountsByNameDomainAndRole() {
        var rules = new QuotaRules(GuardExample.quotas(quota(
                List.of("Alice@example.org", "*@Staff.example"),
                List.of("office"),
                false,
                rates(1, 0, 0),
                NONE,
                0,
                0)));
        var office = List.of("x", "office");
        assertThat(rules.boundAny("alice@example.org", office)).isTrue();
        assertThat(rules.boundAny("bob@staff.example", office)).isTrue();
        assertThat(rules.boundAny("alice@example.org", List.of("x"))).isFalse();
        assertThat(rules.boundAny("alice@example.org", List.of())).isFalse();
        assertThat(rules.boundAny("bob@example.org", office)).isFalse();
        assertThat(rules.boundAny("bob@sub.staff.example", office)).isFalse();
        assertThat(rules.boundAny("scanner", office)).isFalse();
        assertThat(rules.boundRecipients("alice@example.org", office)).isFalse();
        rules.apply(GuardExample.quotas(quota(List.of("*"), List.of(), false, NONE, rates(0, 0, 9), 0, 0)));
        assertThat(rules.boundRecipients("scanner", List.of())).isTrue();
        rules.apply(GuardExample.quotas());
        assertThat(rules.boundAny("alice@example.org", office)).isFalse();
    }

    @Test
    void whomNoQuotaIsForSendsWithoutEndAndCostsNothing() {
        set(quota(List.of("alice"), List.of(), false, rates(1, 1, 1), NONE, 1, 1));
        for (int i = 0; i < 10; i++) {
            assertThat(takes(i % 3, letter("bob", "x@example.net"))).isTrue();
        }
        assertThat(gateways.exchanges()).isZero();
    }

    @Test
    void someQuotasAreForAllTogether() {
        set(quota(List.of("*@example.org"), List.of(), true, rates(0, 0, 2), NONE, 0, 0));
        assertThat(takes(0, letter("alice@example.org", "x@example.net"))).isTrue();
        assertThat(takes(1, letter("bob@example.org", "x@example.net"))).isTrue();
        assertThat(takes(2, letter("carol@example.org", "x@example.net"))).isFalse();
        assertThat(takes(2, letter("carol@example.net", "x@example.net"))).isTrue();
    }

    @Test
    void aRefusedMessageTakesNothing() {
        set(quota(List.of("*"), List.of(), false, rates(0, 5, 0), rates(0, 5, 0), 0, 0));
        assertThat(takes(0, letter("alice", "a@example.net", "b@example.net"))).isTrue();
        assertThat(take(0, letter("alice", "c@x", "d@x", "e@x", "f@x")))
                .isEqualTo(new Ruling.Wait(
                        "guard.quotas.q.recipients.hour",
                        "2 of 5 recipients, and 4 more asked for",
                        Instant.parse("2030-01-01T01:00:00Z")));
        for (int i = 0; i < 9; i++) {
            assertThat(takes(i % 3, letter("alice", "c@x", "d@x", "e@x", "f@x")))
                    .isFalse();
        }
        gateways.clock.advance(Duration.ofSeconds(31));
        for (int taken = 0, i = 0; taken < 3; i++) { // who saw it full for a moment looks again, in the background
            taken += takes(i % 3, letter("alice", "c@x")) ? 1 : 0;
        }
        for (int i = 0; i < 9; i++) {
            assertThat(takes(i % 3, letter("alice", "c@x"))).isFalse();
        }
    }

    @Test
    void lookingTellsEarlyAndTakesNothing() {
        set(quota(List.of("*"), List.of(), false, rates(0, 2, 0), rates(0, 3, 0), 0, 0));
        for (int i = 0; i < 9; i++) {
            assertThat(await(quotas.get(i % 3).look(letter("alice")))).isInstanceOf(Ruling.Welcome.class);
        }
        assertThat(await(quotas.get(0).look(letter("alice", "a", "b", "c")))).isInstanceOf(Ruling.Welcome.class);
        assertThat(await(quotas.get(0).look(letter("alice", "a", "b", "c", "d"))))
                .isInstanceOf(Ruling.Wait.class);
        assertThat(takes(0, letter("alice", "a"))).isTrue();
        assertThat(takes(0, letter("alice", "a"))).isTrue();
        assertThat(await(quotas.get(0).look(letter("alice")))).isInstanceOf(Ruling.Wait.class);
    }

    @Test
    void octetsOfADayAreCounted() {
        set(quota(List.of("*"), List.of(), false, NONE, NONE, 0, 2_500));
        assertThat(takes(0, letter("alice", "x"))).isTrue();
        assertThat(takes(1, letter("alice", "x"))).isTrue();
        assertThat(take(2, letter("alice", "x"))).isInstanceOfSatisfying(Ruling.Wait.class, wait -> {
            assertThat(wait.rule()).isEqualTo("guard.quotas.q.bytesPerDay");
            assertThat(wait.seen()).isEqualTo("2000 of 2500 octets, and 1000 more asked for");
            assertThat(wait.until()).isEqualTo("2030-01-02T00:00:00Z");
        });
        assertThat(take(2, new Load("alice", List.of(), List.of("x"), 2_501)))
                .as("never, so that nobody tries each day anew")
                .isEqualTo(new Ruling.Denied("guard.quotas.q.bytesPerDay", "2501 octets in one message, of 2500"));
    }

    @Test
    void newRecipientsAreThoseNotWrittenToOfLate() {
        set(quota(List.of("*"), List.of(), false, NONE, NONE, 2, 0));
        assertThat(takes(0, letter("alice", "a@x", "b@x", "a@x"))).isTrue();
        assertThat(take(1, letter("alice", "a@x", "c@x"))).isInstanceOfSatisfying(Ruling.Wait.class, wait -> {
            assertThat(wait.rule()).isEqualTo("guard.quotas.q.newRecipientsPerDay");
            assertThat(wait.seen()).isEqualTo("2 of 2 new recipients");
        });
        assertThat(await(quotas.get(1).look(letter("alice", "a@x", "c@x")))).isInstanceOf(Ruling.Wait.class);
        for (int i = 0; i < 9; i++) {
            assertThat(takes(i % 3, letter("alice", "a@x", "b@x"))).as("known").isTrue();
        }
        assertThat(takes(0, letter("bob", "a@x", "b@x")))
                .as("new to somebody else")
                .isTrue();

        gateways.clock.advance(Duration.ofDays(89));
        assertThat(takes(2, letter("alice", "a@x", "c@x", "d@x"))).isTrue();
        gateways.clock.advance(Duration.ofDays(2)); // b was written to 91 days ago, a only the day before yesterday
        assertThat(takes(1, letter("alice", "a@x", "b@x", "e@x"))).isTrue();
        assertThat(takes(0, letter("alice", "b@x", "f@x"))).isFalse();
    }

    @Test
    void correspondentsOfLongAgoAreRemoved() {
        set(quota(List.of("*"), List.of(), false, NONE, NONE, 9, 0));
        assertThat(takes(0, letter("alice", "a@x", "b@x"))).isTrue();
        var pool = gateways.gateway(0).database().pool();
        var correspondents = new Correspondents(gateways.vertx, pool, gateways.clock);
        assertThat(await(correspondents.strangers("alice", List.of("a@x", "c@x"))))
                .isEqualTo(1);
        gateways.clock.advance(Duration.ofDays(91));
        assertThat(await(correspondents.sweep())).isEqualTo(2);
        correspondents.close();
    }

    @Test
    void anOutageIsTwoLinesInTheLogHoweverManyWrite() {
        var pool = gateways.gateway(0).database().pool();
        var correspondents = new Correspondents(gateways.vertx, pool, gateways.clock);
        try (var log = LogLines.of(Correspondents.class)) {
            await(pool.query("ALTER TABLE correspondents RENAME TO elsewhere").execute());
            for (int i = 0; i < 5; i++) {
                await(correspondents.meet("alice", List.of("r" + i + "@x")));
            }
            await(pool.query("ALTER TABLE elsewhere RENAME TO correspondents").execute());
            await(correspondents.meet("alice", List.of("a@x")));
            await(correspondents.meet("alice", List.of("b@x")));
            assertThat(log.lines()).hasSize(2).allMatch(line -> line.startsWith("keeping to whom accounts write "));
        }
        correspondents.close();
    }

    @Test
    void whatCouldNotBeSentIsGivenBack() {
        set(quota(List.of("*"), List.of(), false, rates(0, 1, 1), NONE, 2, 0));
        var before = gateways.clock.instant();
        assertThat(takes(0, letter("alice", "a@x", "b@x"))).isTrue();
        await(quotas.get(0).giveBack(letter("alice", "a@x", "b@x"), before));
        assertThat(takes(1, letter("alice", "a@x", "b@x")))
                .as("tried again elsewhere")
                .isTrue();
        assertThat(takes(1, letter("alice", "a@x", "b@x"))).isFalse();
        gateways.clock.advance(Duration.ofHours(1));
        await(quotas.get(0).giveBack(letter("alice", "a@x"), before)); // of the day; the hour is another one
        assertThat(takes(2, letter("alice", "a@x"))).isTrue();
        assertThat(takes(2, letter("alice", "a@x"))).isFalse();
    }

    @Test
    void theOperatorIsToldOnceInTenMinutes() {
        set(messages(rates(0, 0, 1)));
        assertThat(takes(0, letter("alice", "x"))).isTrue();
        for (int i = 0; i < 5; i++) {
            assertThat(takes(0, letter("alice", "x"))).isFalse();
        }
        assertThat(alarms)
                .containsExactly(new Alarm(
                        gateways.clock.instant(),
                        Alarm.Kind.QUOTA,
                        "alice",
                        "",
                        "guard.quotas.q.messages.day: 1 of 1 messages",
                        Optional.of(Instant.parse("2030-01-02T00:00:00Z"))));
        gateways.clock.advance(Duration.ofMinutes(10));
        assertThat(takes(0, letter("alice", "x"))).isFalse();
        assertThat(alarms).hasSize(2);
    }

    @Test
    void withoutADatabaseWhatIsKnownDecides() {
        set(quota(List.of("*"), List.of(), false, rates(0, 3, 0), NONE, 2, 0));
        assertThat(takes(0, letter("alice", "a@x"))).isTrue();
        await(gateways.gateway(0).database().close());
        assertThat(takes(0, letter("alice", "a@x"))).isTrue();
        assertThat(takes(0, letter("alice", "b@x", "c@x", "d@x")))
                .as("nobody knows whether they are new")
                .isTrue();
        assertThat(takes(0, letter("alice", "a@x"))).isFalse();
    }

    /** Messages of ten recipients each, at all three at once. */
    @Test
    void threeGatewaysUnderLoadHoldAQuotaInSum() {
        set(quota(List.of("*"), List.of(), false, rates(0, 0, 1_000), rates(0, 5_000, 0), 0, 0));
        var recipients = IntStream.range(0, 10).mapToObj(i -> "r" + i).toArray(String[]::new);
        var answers = new ArrayList<Future<Ruling>>();
        for (int i = 0; i < 3_000; i++) {
            answers.add(quotas.get(i % 3).take(letter("alice", recipients)));
            if (i % 50 == 49) {
                await(answers.get(i));
            }
        }
        long taken = 10
                * answers.stream()
                        .filter(answer -> await(answer) instanceof Ruling.Welcome)
                        .count();
        System.getLogger("quotas")
                .log(
                        System.Logger.Level.INFO,
                        taken + " of 5000 recipients taken, " + gateways.exchanges() + " statements for 3000 messages");
        assertThat(taken).isBetween(4_900L, 5_225L);
    }
}
