package io.vouchpost.config;

import io.vouchpost.config.RouteSettings.Host;
import io.vouchpost.config.RouteSettings.Login;
import io.vouchpost.config.RouteSettings.TlsPolicy;
import io.vouchpost.secret.Secret;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The key {@code delivery} with its routes. */
final class DeliveryReader {
    private static final Set<String> SHOW_PASSWORD = Set.of("PLAIN", "LOGIN", "XOAUTH2");

    private final Section section;

    DeliveryReader(Section section) {
        this.section = section;
    }

    DeliverySettings read() {
        var acknowledge = section.text("acknowledge");
        if (acknowledge.equals("spooled")) {
            section.problem("acknowledge", "\"spooled\" is not built yet; \"relayed\" is the only choice for now");
        }
        return new DeliverySettings(
                acknowledge,
                section.duration("timeout"),
                section.sections("routes").stream().map(DeliveryReader::route).toList());
    }

    private static RouteSettings route(Section section) {
        var authorities = section.optionalPath("authorities");
        authorities.ifPresent(file -> TlsReader.authorities(section, "authorities", file));
        var route = new RouteSettings(
                section.sections("hosts").stream().map(DeliveryReader::host).toList(),
                section.choice("tls", TlsPolicy.class),
                authorities,
                section.section("auth").map(DeliveryReader::login),
                section.integer("connections"),
                section.duration("connectTimeout"),
                section.duration("keepAlive"));
        if (section.sound("tls")) {
            checkTls(section, route);
        }
        return route;
    }

    private static Host host(Section section) {
        return new Host(section.text("host"), section.integer("port"), section.flag("implicitTls"));
    }

    private static Login login(Section section) {
        var password = section.secret("password").orElseGet(() -> Secret.ofText(""));
        return new Login(section.text("username"), password, section.texts("mechanisms"));
    }

    private static void checkTls(Section section, RouteSettings route) {
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
        return route.auth().map(Login::mechanisms).stream().anyMatch(DeliveryReader::showPassword);
    }

    private static boolean showPassword(List<String> mechanisms) {
        return mechanisms.isEmpty() || mechanisms.stream().anyMatch(SHOW_PASSWORD::contains);
    }
}
