package io.vouchpost.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vouchpost.TurnedClock;
import io.vouchpost.config.RouteSettings.Proof;
import io.vouchpost.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Access tokens from a real HTTP server, as long as they last and whatever it says. */
class AccessTokensTest {
    private final Vertx vertx = Vertx.vertx();
    private final TurnedClock clock = new TurnedClock();
    private final Context context = vertx.getOrCreateContext();
    private TokenService service;

    @BeforeEach
    void open() throws Exception {
        service = new TokenService(vertx, clock);
    }

    @AfterEach
    void close() throws Exception {
        Hops.await(vertx.close());
    }

    @Test
    void theClientShowsItsSecretAndAsksForItsScope() throws Exception {
        assertThat(token(tokens(service.clientCredentials()))).isEqualTo(service.given.get(0));

        assertThat(service.asked).containsExactly("grant_type=client_credentials&scope=mail+send");
        var pair = Base64.getDecoder().decode(service.authorizations.get(0).substring("Basic ".length()));
        assertThat(new String(pair, StandardCharsets.US_ASCII)).isEqualTo("vouch+post:s3cret%2Fof%3Athe+client");
    }

    @Test
    void aClientWithoutASecretSaysWhoItIsAndShowsItsRefreshToken() throws Exception {
        assertThat(token(tokens(service.refreshToken()))).isEqualTo(service.given.get(0));

        assertThat(service.asked)
                .containsExactly("grant_type=refresh_token&refresh_token=refresh-0&client_id=vouch+post");
        assertThat(service.authorizations).containsExactly("null");
    }

    @Test
    void howeverManyWaitItIsAskedForOnce() throws Exception {
        var tokens = tokens(service.clientCredentials());

        var all = IntStream.range(0, 50).mapToObj(i -> here(tokens::token)).toList();

        Hops.await(Future.all(all));
        assertThat(all).allSatisfy(one -> assertThat(one.result().reveal()).isEqualTo(service.given.get(0)));
        assertThat(service.asked).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"3600, 3540", "\"3600\", 3540", "100, 90", "10, 9", "0, 1", "-5, 1", "null, 270", "\"soon\", 270"})
    void itIsKeptUntilShortlyBeforeItsEnd(String expiresIn, int seconds) throws Exception {
        service.trouble = Optional.of(
                "200 {\"access_token\": \"a.b.c\", \"token_type\": \"bearer\", \"expires_in\": " + expiresIn + "}");
        var tokens = tokens(service.clientCredentials());
        token(tokens);

        clock.advance(Duration.ofSeconds(seconds).minusMillis(1));
        token(tokens);
        assertThat(service.asked).hasSize(1);
        clock.advance(Duration.ofMillis(1));
        token(tokens);
        assertThat(service.asked).hasSize(2);
    }

    @Test
    void aNewRefreshTokenIsShownFromThenOn() throws Exception {
        service.rotates = true;
        var tokens = tokens(service.refreshToken());
        for (int i = 0; i < 3; i++) {
            assertThat(token(tokens)).isEqualTo(service.given.get(i));
            clock.advance(Duration.ofHours(1));
        }
        service.rotates = false; // and the last one stays good
        token(tokens);
        clock.advance(Duration.ofHours(1));
        token(tokens);

        assertThat(service.asked)
                .extracting(form -> form.replaceAll(".*&refresh_token=([^&]*).*", "$1"))
                .containsExactly("refresh-0", "refresh-1", "refresh-2", "refresh-3", "refresh-3");
    }

    static Stream<Arguments> whatGoesWrongIsSaidWithoutSecrets() {
        return Stream.of(
                Arguments.of("400 {\"error\": \"invalid_grant\"}", "says invalid_grant (HTTP status 400)"),
                Arguments.of(
                        "400 {\"error\": \"invalid_grant\", \"error_description\": \"refresh-0 is gone\"}",
                        "says invalid_grant (HTTP status 400)"),
                Arguments.of("401 {\"error\": \"invalid_client\"}", "says invalid_client (HTTP status 401)"),
                Arguments.of("400 {\"error\": \"refresh-0 <b>\\r\\n\"}", "says HTTP status 400"),
                Arguments.of("400 {\"error\": 5}", "says HTTP status 400"),
                Arguments.of("200 {\"error\": \"slow_down\"}", "says slow_down"),
                Arguments.of("302 {\"access_token\": \"refresh-0\"}", "says HTTP status 302"),
                Arguments.of("500 <html>refresh-0</html>", "says HTTP status 500"),
                Arguments.of("200 refresh-0", "says nothing that has an access token in it"),
                Arguments.of("200 []", "says nothing that has an access token in it"),
                Arguments.of("200 {\"access_token\": \"\"}", "says nothing that has an access token in it"),
                Arguments.of("200 {\"access_token\": [\"refresh-0\"]}", "says nothing that has"),
                Arguments.of("200 {\"access_token\": \"refresh-0\\u0001\"}", "gave a token that cannot be shown"),
                Arguments.of("200 {\"access_token\": \"" + "x".repeat(8193) + "\"}", "gave a token that cannot be"),
                Arguments.of(
                        "200 {\"access_token\": \"refresh-0\", \"token_type\": \"mac\"}",
                        "gave a token of another type than Bearer"),
                Arguments.of("200 {\"access_token\": \"" + "x".repeat(70_000) + "\"}", "an answer of more than 65536"));
    }

    @ParameterizedTest
    @MethodSource
    void whatGoesWrongIsSaidWithoutSecrets(String answer, String said) {
        service.trouble = Optional.of(answer);
        var tokens = tokens(service.refreshToken());

        assertThatThrownBy(() -> token(tokens))
                .hasCauseInstanceOf(AccessTokens.Unavailable.class)
                .cause()
                .hasMessageContaining("the token endpoint 127.0.0.1")
                .hasMessageContaining(said)
                .hasMessageNotContaining("refresh-0")
                .hasNoCause();
    }

    @Test
    void anEndpointThatIsDownOrSilentIsAnOutage() throws Exception {
        service.silent = true;
        var hasty = new TokenEndpoint(vertx, Duration.ofMillis(200));
        assertThatThrownBy(() -> token(new AccessTokens(hasty, service.clientCredentials(), clock)))
                .cause()
                .hasMessageContaining("cannot be asked: ");
        service.close();
        assertThatThrownBy(() -> token(tokens(service.clientCredentials())))
                .cause()
                .hasMessageContaining("cannot be asked: ")
                .hasMessageContaining("refused");
    }

    @Test
    void anEndpointInTroubleIsAskedAgainAfterASecondThenTwoThenFour() throws Exception {
        service.trouble = Optional.of("503 later");
        var tokens = tokens(service.clientCredentials());
        assertThatThrownBy(() -> token(tokens)).cause().hasMessageContaining("503");
        for (int wait = 1; wait <= 256; wait *= 2) {
            int before = service.asked.size();
            clock.advance(Duration.ofSeconds(wait).minusMillis(1));
            assertThatThrownBy(() -> token(tokens)).cause().hasMessageContaining("503");
            assertThat(service.asked).hasSize(before);
            clock.advance(Duration.ofMillis(1));
            assertThatThrownBy(() -> token(tokens)).cause().hasMessageContaining("503");
            assertThat(service.asked).hasSize(before + 1);
        }
        clock.advance(Duration.ofMinutes(5)); // never more than that
        service.trouble = Optional.empty();
        assertThat(token(tokens)).isEqualTo(service.given.get(0));
    }

    @Test
    void aTokenThatHadWorkedIsReplacedAtOnceWhenItIsRefused() throws Exception {
        var tokens = tokens(service.clientCredentials());
        var first = Hops.await(here(tokens::token));
        run(() -> tokens.accepted(first));
        run(() -> tokens.refused(first));

        assertThat(token(tokens)).isEqualTo(service.given.get(1));
    }

    @Test
    void freshTokensThatAreRefusedAreNotAskedForWithoutEnd() throws Exception {
        var tokens = tokens(service.clientCredentials());
        for (int wait = 1; wait <= 4; wait *= 2) {
            var fresh = Hops.await(here(tokens::token));
            run(() -> tokens.refused(fresh));
            clock.advance(Duration.ofSeconds(wait).minusMillis(1));
            assertThatThrownBy(() -> token(tokens)).cause().hasMessageContaining("the next hop refuses the tokens of");
            clock.advance(Duration.ofMillis(1));
        }
        assertThat(service.asked).hasSize(3);
    }

    @Test
    void whatWasRefusedLongAgoCostsTheTokenOfTodayNothing() throws Exception {
        var tokens = tokens(service.clientCredentials());
        var first = Hops.await(here(tokens::token));
        clock.advance(Duration.ofHours(1));
        token(tokens);
        run(() -> tokens.refused(first));

        assertThat(token(tokens)).isEqualTo(service.given.get(1));
        assertThat(service.asked).hasSize(2);
    }

    @Test
    void noSecretShowsInText() throws Exception {
        var answer = new TokenAnswer(
                Secret.ofText("eyJhbGci"), Duration.ofHours(1), Optional.of(Secret.ofText("refresh-1")));
        assertThat(answer.toString()).doesNotContain("eyJ", "refresh-1");
        assertThat(service.clientCredentials().toString()).doesNotContain(TokenService.SECRET);
        assertThat(service.refreshToken().toString()).doesNotContain("refresh-0");
    }

    private AccessTokens tokens(Proof.Token grant) {
        return new AccessTokens(new TokenEndpoint(vertx, Duration.ofSeconds(10)), grant, clock);
    }

    private String token(AccessTokens tokens) throws Exception {
        return Hops.await(here(tokens::token)).reveal();
    }

    private void run(Runnable action) throws Exception {
        Hops.await(here(() -> {
            action.run();
            return Future.succeededFuture();
        }));
    }

    private <T> Future<T> here(Supplier<Future<T>> action) {
        var done = Promise.<T>promise();
        context.runOnContext(now -> action.get().onComplete(done));
        return done.future();
    }
}
