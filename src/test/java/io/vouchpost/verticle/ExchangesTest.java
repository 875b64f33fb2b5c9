package io.vouchpost.verticle;

import static io.vouchpost.database.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vouchpost.account.Account;
import io.vouchpost.policy.Sender;
import io.vouchpost.sasl.Clients;
import io.vouchpost.sasl.Credentials;
import io.vouchpost.sasl.Login;
import io.vouchpost.sasl.Passwords;
import io.vouchpost.sasl.Plain;
import io.vouchpost.secret.Secret;
import io.vouchpost.session.Backend.LogIn;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ExchangesTest {
    private static final Sender ALICE = new Sender(new Account("alice", true, false, List.of("alice@example.org")));

    private final Vertx vertx = Vertx.vertx();
    private Instant now = Instant.parse("2026-11-21T12:00:00Z");
    private Future<Optional<Sender>> found = Future.succeededFuture(Optional.of(ALICE));
    private Exchanges exchanges;

    @BeforeEach
    void open() {
        Bus.prepare(vertx);
        var bus = new Bus(vertx);
        await(bus.serve(new Watch()));
        Credentials checked = new Passwords((authcid, password) -> Future.succeededFuture(
                password.reveal().equals("sesame")
                        ? new Credentials.Verdict.Accepted("alice")
                        : new Credentials.Verdict.Rejected()));
        InstantSource source = () -> now;
        Clock clock = source.withZone(ZoneOffset.UTC);
        exchanges = new Exchanges(
                "sasl.test",
                () -> Map.of("PLAIN", new Plain(), "LOGIN", new Login()),
                new GuardedCredentials.Factory(bus, client -> checked, new Pace(vertx), password -> "a3f1"),
                name -> found,
                clock);
    }

    @AfterEach
    void close() {
        await(vertx.close());
    }

    private LogIn begin(String mechanism, Optional<Secret> initial) {
        return await(exchanges.begin(new Exchanges.Begin(Clients.by(mechanism), initial)));
    }

    private LogIn respond(LogIn challenge, String response) {
        return respond(ticket(challenge), Secret.ofText(response));
    }

    private LogIn respond(Exchanges.Ticket ticket, Secret response) {
        return await(exchanges.go(new Exchanges.Respond(ticket, response)));
    }

    private static Exchanges.Ticket ticket(LogIn challenge) {
        return Exchanges.Ticket.parse(((LogIn.Challenge) challenge).exchange());
    }

    private static String reply(LogIn answer) {
        return ((LogIn.Refused) answer).refusal().reply().status().toString();
    }

    @Test
    void goesOnStepByStep() {
        var name = begin("LOGIN", Optional.empty());
        var password = respond(name, "alice");
        assertThat(respond(password, "sesame")).isEqualTo(new LogIn.Accepted(ALICE, ""));
    }

    @Test
    void exchangesAreKeptApart() {
        var one = respond(begin("LOGIN", Optional.empty()), "alice");
        var other = respond(begin("LOGIN", Optional.empty()), "bob");
        assertThat(reply(respond(other, "wrong"))).isEqualTo("535 5.7.8");
        assertThat(respond(one, "sesame")).isEqualTo(new LogIn.Accepted(ALICE, ""));
    }

    @Test
    void aTicketServesOnce() {
        var challenge = begin("LOGIN", Optional.empty());
        respond(challenge, "alice");
        assertThat(reply(respond(challenge, "sesame"))).isEqualTo("501 5.7.0");
    }

    @Test
    void anUnknownNumberIsExpired() {
        var ticket = ticket(begin("LOGIN", Optional.empty()));
        var unknown = new Exchanges.Ticket(ticket.address(), ticket.number() + 1);
        var answer = (LogIn.Refused) respond(unknown, Secret.ofText("alice"));
        assertThat(reply(answer)).isEqualTo("501 5.7.0");
        assertThat(answer.guess()).isFalse();
    }

    @Test
    void whatIsAbandonedIsGone() {
        var challenge = begin("LOGIN", Optional.empty());
        await(exchanges.go(new Exchanges.Abandon(ticket(challenge))));
        assertThat(reply(respond(challenge, "alice"))).isEqualTo("501 5.7.0");
    }

    /** Counted from the beginning: who answers step by step gains no time. */
    @Test
    void whatTakesTooLongExpires() {
        var name = begin("LOGIN", Optional.empty());
        now = now.plusSeconds(50);
        exchanges.expire(Duration.ofSeconds(60));
        var password = respond(name, "alice");
        now = now.plusSeconds(11);
        exchanges.expire(Duration.ofSeconds(60));
        assertThat(reply(respond(password, "sesame"))).isEqualTo("501 5.7.0");
    }

    @Test
    void secretsAreWipedOnEveryWay() {
        var initial = Secret.ofText("\0alice\0sesame");
        assertThat(begin("PLAIN", Optional.of(initial))).isEqualTo(new LogIn.Accepted(ALICE, ""));
        var malformed = Secret.ofText("sesame");
        assertThat(reply(begin("PLAIN", Optional.of(malformed)))).isEqualTo("501 5.5.2");
        var unknownMechanism = Secret.ofText("sesame");
        assertThat(reply(begin("NONE", Optional.of(unknownMechanism)))).isEqualTo("454 4.7.0");
        var late = Secret.ofText("sesame");
        respond(new Exchanges.Ticket("sasl.test", 99), late);
        var name = Secret.ofText("alice");
        var challenge = respond(ticket(begin("LOGIN", Optional.empty())), name);
        var password = Secret.ofText("wrong");
        respond(ticket(challenge), password);
        for (var secret : List.of(initial, malformed, unknownMechanism, late, name, password)) {
            assertThat(secret.octets()).containsOnly(0);
        }
    }

    @Test
    void anAccountThatCannotBeLookedUpIsAnOutage() {
        found = Future.failedFuture("away");
        assertThat(reply(begin("PLAIN", Optional.of(Secret.ofText("\0alice\0sesame")))))
                .isEqualTo("454 4.7.0");
        found = Future.succeededFuture(Optional.empty());
        assertThat(reply(begin("PLAIN", Optional.of(Secret.ofText("\0alice\0sesame")))))
                .isEqualTo("454 4.7.0");
    }

    /** Each exchange that is open costs memory, and needs no password. */
    @Test
    void onlySoManyAreOpen() {
        LogIn last = begin("LOGIN", Optional.empty());
        for (int i = 1; last instanceof LogIn.Challenge && i <= 20_000; i++) {
            last = exchanges
                    .begin(new Exchanges.Begin(Clients.by("LOGIN"), Optional.empty()))
                    .result();
        }
        assertThat(reply(last)).isEqualTo("454 4.7.0");
        exchanges.expire(Duration.ofSeconds(-1));
        assertThat(begin("LOGIN", Optional.empty())).isInstanceOf(LogIn.Challenge.class);
    }

    @Test
    void aTicketIsReadAsItWasWritten() {
        var ticket = new Exchanges.Ticket("sasl.a#b", 7);
        assertThat(Exchanges.Ticket.parse(ticket.toString())).isEqualTo(ticket);
    }

    /** Tickets come from our own sessions alone; anything else is a fault of ours, and shows as one. */
    @ParameterizedTest
    @ValueSource(strings = {"", "sasl", "sasl#", "sasl#x", "#", "sasl#99999999999999999999"})
    void whatIsNoTicketIsAFault(String text) {
        assertThatThrownBy(() -> Exchanges.Ticket.parse(text)).isInstanceOf(RuntimeException.class);
    }
}
