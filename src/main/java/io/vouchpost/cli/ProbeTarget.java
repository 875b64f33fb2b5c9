package io.vouchpost.cli;

import io.vouchpost.probe.Plan;
import io.vouchpost.probe.TlsMode;
import java.net.IDN;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server as people write it: {@code submit.example.org}, {@code 192.0.2.1:587}, {@code [2001:db8::1]:465}. */
record ProbeTarget(String host, Optional<Integer> port) {
    private static final Pattern FORM =
            Pattern.compile("(?:\\[(?<bracketed>[0-9a-fA-F:.]+)]|(?<host>[^:\\[\\]\\s/@]+))(?::(?<port>[0-9]{1,5}))?");
    private static final Pattern BARE_IPV6 = Pattern.compile("[0-9a-fA-F:]*:[0-9a-fA-F:]*:[0-9a-fA-F:.]*");
    private static final int LAST_PORT = 65_535;

    /** @throws CommandException where it is none */
    static ProbeTarget parse(String typed) {
        if (BARE_IPV6.matcher(typed).matches()) {
            return new ProbeTarget(typed, Optional.empty());
        }
        var matcher = FORM.matcher(typed);
        if (!matcher.matches()) {
            throw new CommandException("That is no HOST or HOST:PORT: " + Harmless.text(typed), 2);
        }
        return new ProbeTarget(
                host(matcher), Optional.ofNullable(matcher.group("port")).map(ProbeTarget::port));
    }

    private static String host(Matcher matcher) {
        var bracketed = matcher.group("bracketed");
        try {
            return bracketed == null ? IDN.toASCII(matcher.group("host")) : bracketed;
        } catch (IllegalArgumentException e) {
            throw new CommandException("That is no name of a host: " + Harmless.text(matcher.group("host")), 2);
        }
    }

    private static int port(String digits) {
        int port = Integer.parseInt(digits);
        if (port < 1 || port > LAST_PORT) {
            throw new CommandException("There is no port " + port + ".", 2);
        }
        return port;
    }

    /** What to look at there. */
    List<Plan.Endpoint> endpoints(Optional<TlsMode> tls) {
        if (port.isPresent()) {
            return List.of(new Plan.Endpoint(port.get(), tls.orElseGet(() -> TlsMode.of(port.get()))));
        }
        return Plan.usualEndpoints().stream()
                .filter(endpoint -> tls.isEmpty() || endpoint.tls() == tls.get())
                .toList();
    }

    /**
     * A resolver, which has a port of its own.
     *
     * @throws CommandException where its name has no address
     */
    InetSocketAddress socketAddress(int usualPort) {
        var address = new InetSocketAddress(host, port.orElse(usualPort));
        if (address.isUnresolved()) {
            throw new CommandException("That name has no address: " + Harmless.text(host), 2);
        }
        return address;
    }
}
