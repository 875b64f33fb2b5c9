package io.vouchpost.delivery;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.ext.auth.authentication.UsernamePasswordCredentials;
import io.vertx.ext.mail.LoginOption;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.StartTLSOptions;
import io.vertx.ext.mail.impl.WatchedVertx;
import io.vouchpost.config.RouteSettings;
import io.vouchpost.config.RouteSettings.Host;
import io.vouchpost.config.RouteSettings.Login;
import io.vouchpost.config.RouteSettings.TlsPolicy;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The settings of a route in the terms of the Vert.x mail client. */
final class NextHopOptions {
    /**
     * What is tried where no mechanism is named. Without XOAUTH2, whose password is a token and nothing that a person
     * chose, and NTLM, whose failures lock accounts.
     */
    private static final String PASSWORD_MECHANISMS = "DIGEST-MD5 CRAM-SHA256 CRAM-SHA1 CRAM-MD5 LOGIN PLAIN";

    private NextHopOptions() {}

    /**
     * @param timeout of a transaction, which may be silent for all of that time
     * @param credentials asked at each log-in; there, where the route has one
     */
    static MailClient client(
            Vertx vertx,
            RouteSettings route,
            Host host,
            Duration timeout,
            Optional<Supplier<Future<UsernamePasswordCredentials>>> credentials) {
        var config = new MailConfig()
                .setHostname(host.host())
                .setPort(host.port())
                .setMaxPoolSize(route.connections())
                .setLogin(route.auth().isPresent() ? LoginOption.REQUIRED : LoginOption.DISABLED);
        secure(config, route, host);
        wait(config, route, timeout);
        var client = MailClient.builder(new WatchedVertx(vertx)).with(config);
        route.auth()
                .map(Login::mechanisms)
                .ifPresent(named ->
                        config.setAuthMethods(named.isEmpty() ? PASSWORD_MECHANISMS : String.join(" ", named)));
        credentials.ifPresent(client::withCredentialsSupplier);
        return client.build();
    }

    /**
     * The host name's verification is left unset: the client switches it on by itself where certificates are verified at all,
     * and off when it finds it set.
     */
    private static void secure(MailConfig config, RouteSettings route, Host host) {
        config.setSsl(host.implicitTls() && route.tls() != TlsPolicy.NONE)
                .setStarttls(
                        switch (route.tls()) {
                            case REQUIRED -> StartTLSOptions.REQUIRED;
                            case OPPORTUNISTIC -> StartTLSOptions.OPTIONAL;
                            case NONE -> StartTLSOptions.DISABLED;
                        })
                .setTrustAll(route.tls() == TlsPolicy.OPPORTUNISTIC);
        if (route.tls() == TlsPolicy.REQUIRED) {
            route.authorities()
                    .ifPresent(known ->
                            config.setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(known.pem()))));
        }
    }

    private static void wait(MailConfig config, RouteSettings route, Duration timeout) {
        config.setConnectTimeout(millis(route.connectTimeout()))
                .setSslHandshakeTimeout(millis(route.connectTimeout()))
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                .setKeepAlive(!route.keepAlive().isZero())
                .setKeepAliveTimeout(millis(route.keepAlive()))
                .setKeepAliveTimeoutUnit(TimeUnit.MILLISECONDS)
                // for the server that does not close after QUIT; never in the middle of a transaction
                .setIdleTimeout(millis(timeout.plus(route.keepAlive())))
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
    }

    private static int millis(Duration duration) {
        return (int) Math.min(Integer.MAX_VALUE, duration.toMillis());
    }
}
