package io.vouchpost.delivery;

import static io.vouchpost.delivery.Hops.message;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import io.vouchpost.LogLines;
import io.vouchpost.TurnedClock;
import io.vouchpost.config.RouteSettings.Login;
import io.vouchpost.config.RouteSettings.Proof;
import io.vouchpost.config.Workshop;
import io.vouchpost.message.Submission;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A provider that takes XOAUTH2 only: it checks the JWT that it is shown, which comes from a token endpoint. */
class TokenNextHopTest {
    private static final Submission MESSAGE = message("a@example.org", "b@example.net");
    private static final JsonObject REFUSAL =
            new JsonObject().put("status", "401").put("schemes", "bearer").put("scope", "mail");

    private final Hops hops = new Hops();
    private final TurnedClock clock = new TurnedClock();
    private TokenService service;
    private ScriptedServer server;

    @BeforeEach
    void open() throws Exception {
        service = new TokenService(hops.vertx, clock);
        server = provider(REFUSAL);
        hops.clock(clock).host(server);
    }

    @AfterEach
    void close() throws Exception {
        hops.close();
    }

    @Test
    void takesTheTokenOfAClientWithASecret() throws Exception {
        assertThat(send(service.clientCredentials())).isInstanceOf(Outcome.Relayed.class);
        assertThat(server.heard("AUTH")).singleElement().asString().startsWith("AUTH XOAUTH2 ");
    }

    @Test
    void takesTheTokenThatARefreshTokenGives() throws Exception {
        assertThat(send(service.refreshToken())).isInstanceOf(Outcome.Relayed.class);
    }

    @Test
    void whileATokenLastsEachNewConnectionShowsItAgainAndThenTheNextOne() throws Exception {
        hops.keepAlive(Duration.ZERO);
        send(service.clientCredentials());
        clock.advance(Duration.ofMinutes(30));
        send(service.clientCredentials());
        assertThat(service.given).hasSize(1);

        clock.advance(Duration.ofMinutes(30));
        assertThat(send(service.clientCredentials())).isInstanceOf(Outcome.Relayed.class);

        assertThat(service.given).hasSize(2);
        var shown = server.heard("AUTH");
        assertThat(shown).hasSize(3);
        assertThat(shown.get(1)).isEqualTo(shown.get(0)).isNotEqualTo(shown.get(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"signed by another", "for another audience", "too old"})
    void aWrongTokenLeavesTheMessageWithUs(String fault) throws Exception {
        switch (fault) {
            case "signed by another" -> service.keys = Workshop.keyPair("RSA", 2048);
            case "for another audience" -> service.audience = "https://imap.example";
            default -> service.lifetime = Duration.ofSeconds(-1);
        }
        assertThat(send(service.clientCredentials())).isInstanceOfSatisfying(Outcome.Deferred.class, deferred -> {
            assertThat(deferred.reply().toString()).startsWith("451 4.4.1");
            assertThat(deferred.cause()).contains("AUTH XOAUTH2 failed", "535");
        });
        assertThat(server.heard("MAIL")).isEmpty();
    }

    @Test
    void aRevokedTokenIsShownOnceMoreAndThenReplaced() throws Exception {
        hops.keepAlive(Duration.ZERO);
        send(service.clientCredentials());
        service.revoked.add(service.given.get(0));

        assertThat(send(service.clientCredentials())).isInstanceOf(Outcome.Deferred.class);
        assertThat(server.heard("AUTH")).hasSize(2);
        assertThat(send(service.clientCredentials())).isInstanceOf(Outcome.Relayed.class);

        assertThat(server.heard("AUTH")).hasSize(3);
        assertThat(service.given).hasSize(2);
    }

    @Test
    void aProviderWhoseRefusalSaysLessIsUnderstoodToo() throws Exception {
        var terse = provider(new JsonObject().put("status", "401"));
        hops.reload(hops.host(terse).keepAlive(Duration.ZERO).route("other")); // behind the first, which is closed then
        server.close();
        var login = new Login(TokenService.USER, service.clientCredentials(), List.of("XOAUTH2"));
        hops.reload(hops.login(login).route(Hops.ROUTE));
        send();
        service.revoked.add(service.given.get(0));

        assertThat(send()).isInstanceOfSatisfying(Outcome.Deferred.class, deferred -> assertThat(deferred.cause())
                .contains("it refused what it was shown at the log-in"));
        assertThat(send()).isInstanceOf(Outcome.Relayed.class);

        assertThat(service.given).hasSize(2);
    }

    @Test
    void whenTheEndpointHasNoTokenTheOperatorReadsWhyAndTheHostIsNotBlamed() throws Exception {
        service.trouble = Optional.of("400 {\"error\": \"invalid_grant\"}");
        for (int i = 0; i < 3; i++) {
            assertThat(send(service.refreshToken()))
                    .isInstanceOfSatisfying(Outcome.Deferred.class, deferred -> assertThat(deferred.cause())
                            .contains("the token endpoint 127.0.0.1 says invalid_grant"));
        }
        assertThat(service.asked).hasSize(1);
        assertThat(server.heard("AUTH")).isEmpty();
        assertThat(hops.transport().health()).singleElement().satisfies(host -> assertThat(host.isUp())
                .isTrue());

        service.trouble = Optional.empty();
        clock.advance(Duration.ofSeconds(1));
        assertThat(send(service.refreshToken())).isInstanceOf(Outcome.Relayed.class);
    }

    @Test
    void aConnectionThatIsLoggedInServesOnWhileTheEndpointIsAway() throws Exception {
        send(service.clientCredentials());
        service.trouble = Optional.of("503 later");
        clock.advance(Duration.ofHours(1));

        assertThat(send(service.clientCredentials())).isInstanceOf(Outcome.Relayed.class);

        assertThat(server.connections).hasValue(1);
        assertThat(service.asked).hasSize(2);
    }

    @Test
    void anEndpointThatHangsCostsTheMessageNoMoreThanItsTime() throws Exception {
        service.silent = true;
        hops.timeout(Duration.ofMillis(300));
        assertThat(send(service.clientCredentials()))
                .isInstanceOfSatisfying(Outcome.Deferred.class, deferred -> assertThat(deferred.cause())
                        .contains("the token endpoint did not answer in time"));
        assertThat(hops.transport().health()).allMatch(HostHealth::isUp);
    }

    @Test
    void aRotatedRefreshTokenOutlivesAReload() throws Exception {
        service.rotates = true;
        hops.keepAlive(Duration.ZERO);
        send(service.refreshToken());
        clock.advance(Duration.ofHours(1));
        hops.reload(hops.connections(3).route(Hops.ROUTE));

        assertThat(send(service.refreshToken())).isInstanceOf(Outcome.Relayed.class);
        assertThat(service.asked.get(1)).contains("refresh_token=refresh-1");
    }

    @Test
    void neitherTokenNorSecretStandInTheLogWhateverItsLevel() throws Exception {
        List<String> lines;
        try (var log = LogLines.ofAll()) {
            hops.keepAlive(Duration.ZERO);
            send(service.clientCredentials());
            service.revoked.add(service.given.get(0));
            send(service.clientCredentials());
            lines = log.lines();
        }
        assertThat(lines).anyMatch(line -> line.startsWith("command: AUTH XOAUTH2"));
        var shown = server.heard("AUTH").get(0).split(" ")[2];
        for (var secret : List.of(service.given.get(0), shown, TokenService.SECRET, service.authorizations.get(0))) {
            assertThat(lines).noneMatch(line -> line.contains(secret));
        }
    }

    private ScriptedServer provider(JsonObject refusal) throws Exception {
        return hops.server()
                .login(UpstreamLogin.byToken(TokenService.USER, service::isValid, refusal))
                .start();
    }

    private Outcome send(Proof.Token grant) throws Exception {
        hops.login(new Login(TokenService.USER, grant, List.of("XOAUTH2")));
        return send();
    }

    private Outcome send() throws Exception {
        return hops.send(MESSAGE);
    }
}
