package io.vouchpost.delivery;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.ext.auth.authentication.UsernamePasswordCredentials;
import io.vouchpost.config.RouteSettings;
import io.vouchpost.config.RouteSettings.Host;
import io.vouchpost.config.RouteSettings.Login;
import io.vouchpost.config.RouteSettings.Proof;
import io.vouchpost.secret.Secret;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** Where next hops are made, all of them, with what they have in common. Belongs to one context. */
final class NextHops {
    private static final Duration TOKEN_PATIENCE = Duration.ofSeconds(5);

    private final Context context;
    private final String ownHostname;
    private final Preparation preparation;
    private final Clock clock;
    private final RandomGenerator random;
    private final TokenEndpoint tokenEndpoint;
    /**
     * One for each grant, however many routes have it and however often settings change: a refresh token may be good
     * for one use only.
     */
    private final Map<Proof.Token, AccessTokens> tokens = new HashMap<>();

    NextHops(Context context, String ownHostname, Preparation preparation, Clock clock, RandomGenerator random) {
        this.context = context;
        this.ownHostname = ownHostname;
        this.preparation = preparation;
        this.clock = clock;
        this.random = random;
        this.tokenEndpoint = new TokenEndpoint(context.owner(), TOKEN_PATIENCE);
    }

    /**
     * @param timeout of a transaction
     */
    RouteHosts open(RouteSettings route, Duration timeout) {
        return new RouteHosts(route, host -> open(route, host, timeout), random);
    }

    private NextHop open(RouteSettings route, Host host, Duration timeout) {
        var name = host.host() + ":" + host.port();
        return new NextHop(
                context,
                name,
                ownHostname,
                route.connections(),
                // once for TCP, which the client watches over, and as long again for TLS, greeting and log-in
                route.connectTimeout().multipliedBy(2),
                () -> NextHopOptions.client(
                        context.owner(), route, host, timeout, route.auth().map(this::credentials)),
                route.auth().flatMap(this::tokens).map(TokenLogin::new),
                Trust.of(route),
                preparation,
                new Health(route.name(), name, route.backoff(), clock));
    }

    private Optional<AccessTokens> tokens(Login login) {
        return login.proof() instanceof Proof.Token grant
                ? Optional.of(tokens.computeIfAbsent(grant, one -> new AccessTokens(tokenEndpoint, one, clock)))
                : Optional.empty();
    }

    /** Asked for at each log-in instead of being kept as text. */
    private Supplier<Future<UsernamePasswordCredentials>> credentials(Login login) {
        return () -> tokens(login)
                .map(AccessTokens::token)
                .orElseGet(() -> Future.succeededFuture(password(login)))
                .map(secret -> new UsernamePasswordCredentials(login.username(), secret.reveal()));
    }

    private static Secret password(Login login) {
        return ((Proof.Password) login.proof()).secret();
    }

    /** Forgets the tokens of grants that no route has any more. */
    void keepTokensOf(List<RouteSettings> routes) {
        tokens.keySet()
                .retainAll(routes.stream()
                        .flatMap(route -> route.auth().stream())
                        .map(Login::proof)
                        .collect(Collectors.toSet()));
    }

    Instant now() {
        return clock.instant();
    }

    Future<Void> close() {
        return tokenEndpoint.close();
    }
}
