package io.vouchpost.config;

import io.vouchpost.config.RouteSettings.Host;
import io.vouchpost.config.RouteSettings.Login;
import io.vouchpost.config.RouteSettings.Match;
import io.vouchpost.config.RouteSettings.Proof;
import io.vouchpost.config.RouteSettings.TlsPolicy;
import io.vouchpost.secret.Secret;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** One item of {@code delivery.routes}. */
final class RouteReader {
    private static final Set<String> SHOW_PASSWORD = Set.of("PLAIN", "LOGIN", "XOAUTH2");

    private final Section section;
    private final Section delivery;

    /**
     * @param delivery where the retry schedule stands that routes without one of their own have
     */
    RouteReader(Section section, Section delivery) {
        this.section = section;
        this.delivery = delivery;
    }

    RouteSettings read(int index) {
        var authorities = section.optionalPath("authorities")
                .flatMap(file -> TlsReader.authorities(section, "authorities", file));
        var route = new RouteSettings(
                section.optionalText("name").orElse("route " + (index + 1)),
                match(),
                section.sections("hosts").stream().map(RouteReader::host).toList(),
                section.choice("tls", TlsPolicy.class),
                authorities,
                section.section("auth").map(RouteReader::login),
                section.flag("trusted"),
                section.integer("connections"),
                section.duration("connectTimeout"),
                section.duration("keepAlive"),
                section.duration("backoff"),
                retry(section.section("retry").orElseGet(() -> delivery.sectionOrDefaults("retry"))));
        if (section.sound("tls")) {
            checkTls(route);
        }
        return route;
    }

    private Match match() {
        return new Match(
                section.texts("accounts"),
                lowerCase(section.texts("senderDomains")),
                lowerCase(section.texts("recipientDomains")));
    }

    private static List<String> lowerCase(List<String> domains) {
        return domains.stream().map(domain -> domain.toLowerCase(Locale.ROOT)).toList();
    }

    private static RetrySettings retry(Section retry) {
        return new RetrySettings(
                retry.durations("intervals"),
                retry.integer("jitter"),
                retry.duration("expire"),
                retry.duration("warn"));
    }

    private static Host host(Section section) {
        return new Host(
                section.text("host"),
                section.integer("port"),
                section.flag("implicitTls"),
                section.integer("priority"),
                section.integer("weight"));
    }

    private static Login login(Section section) {
        var token = section.section("token");
        var password = section.secret("password");
        if (section.sound("token", "password") && token.isPresent() == password.isPresent()) {
            section.problem("password", "is required, or \"token\", and not both");
        }
        var proof = token.map(RouteReader::token)
                .orElseGet(() -> new Proof.Password(password.orElseGet(() -> Secret.ofText(""))));
        var mechanisms = section.texts("mechanisms");
        if (token.isPresent() && !mechanisms.isEmpty() && !mechanisms.equals(List.of("XOAUTH2"))) {
            section.problem("mechanisms", "must be [\"XOAUTH2\"] or absent: no other takes a token");
        }
        return new Login(section.text("username"), proof, token.isPresent() ? List.of("XOAUTH2") : mechanisms);
    }

    private static Proof token(Section token) {
        if (!token.has("clientSecret") && !token.has("refreshToken") && token.sound("clientSecret", "refreshToken")) {
            // RFC 6749 §4.4: this grant is for clients with a secret only
            token.problem("clientSecret", "is required without \"refreshToken\"");
        }
        return new Proof.Token(
                OauthReader.url(token, "url").orElse(OauthReader.NOWHERE),
                token.text("clientId"),
                token.secret("clientSecret"),
                token.secret("refreshToken"),
                token.optionalText("scope"));
    }

    private void checkTls(RouteSettings route) {
        if (route.tls() == TlsPolicy.NONE && route.hosts().stream().anyMatch(Host::implicitTls)) {
            section.problem("tls", "is \"none\", but a host has \"implicitTls\": true");
        }
        var elsewhere = route.hosts().stream().anyMatch(host -> !Network.isLoopback(host.host()));
        if (route.tls() != TlsPolicy.REQUIRED && elsewhere && showsPassword(route)) {
            section.problem(
                    "tls",
                    String.format(
                            Locale.ROOT,
                            "must be \"required\" where a password is sent: \"%s\" may show it to others",
                            section.text("tls")));
        }
    }

    private static boolean showsPassword(RouteSettings route) {
        return route.auth().map(Login::mechanisms).stream().anyMatch(RouteReader::showPassword);
    }

    private static boolean showPassword(List<String> mechanisms) {
        return mechanisms.isEmpty() || mechanisms.stream().anyMatch(SHOW_PASSWORD::contains);
    }
}
