package io.vouchpost.delivery;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.ext.auth.authentication.UsernamePasswordCredentials;
import io.vertx.ext.mail.LoginOption;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.StartTLSOptions;
import io.vouchpost.config.RouteSettings;
import io.vouchpost.config.RouteSettings.Host;
import io.vouchpost.config.RouteSettings.Login;
import io.vouchpost.config.RouteSettings.Proof;
import io.vouchpost.config.RouteSettings.TlsPolicy;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

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
     */
    static MailClient client(Vertx vertx, RouteSettings route, Host host, Duration timeout) {
        var config = new MailConfig()
                .setHostname(host.host())
                .setPort(host.port())
                .setMaxPoolSize(route.connections())
                .setLogin(route.auth().isPresent() ? LoginOption.REQUIRED : LoginOption.DISABLED);
        secure(config, route, host);
        wait(config, route, timeout);
        var client = MailClient.builder(vertx).with(config);
        route.auth().ifPresent(login -> {
            config.setAuthMethods(
                    login.mechanisms().isEmpty() ? PASSWORD_MECHANISMS : String.join(" ", login.mechanisms()));
            // asked for at each log-in instead of being kept as text
            client.withCredentialsSupplier(() -> Future.succeededFuture(credentials(login)));
        });
        return client.build();
    }

    private static UsernamePasswordCredentials credentials(Login login) {
        return new UsernamePasswordCredentials(
                login.username(), ((Proof.Password) login.proof()).secret().reveal());
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
                    .ifPresent(file -> config.setTrustOptions(new PemTrustOptions().addCertPath(file.toString())));
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
