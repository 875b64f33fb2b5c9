package io.vouchpost.probe;

import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What to look at, and how.
 *
 * @param host a name or an address
 * @param endpoints its ports; where there are several, one that is closed is no failure
 * @param identity who logs in; nobody does where it is empty
 * @param mechanism by which; the strongest where it is empty
 * @param letter the message to send; none where it is empty
 * @param checkRelay whether to try to send without a log-in, which has to be refused; some servers' logs count that
 * @param checkSender whether to try to send as somebody else, which has to be refused
 * @param authorities whom to trust besides those that Java trusts
 * @param insecure whether to go on, password and all, whatever the certificate says
 * @param timeout for each port, and for the DNS
 * @param expiry how long before its end a certificate is worth a warning
 * @param domain whose records to look at; none where it is empty
 * @param resolver whom to ask; whom the machine asks where it is empty
 * @param dkim the names of the DKIM records to look at; each with the value it should have, or an empty text
 */
public record Plan(
        String host,
        List<Endpoint> endpoints,
        Optional<Identity> identity,
        Optional<String> mechanism,
        Optional<Letter> letter,
        boolean checkRelay,
        boolean checkSender,
        List<X509Certificate> authorities,
        boolean insecure,
        Duration timeout,
        Duration expiry,
        Optional<String> domain,
        Optional<InetSocketAddress> resolver,
        Map<String, String> dkim,
        Clock clock) {
    public Plan {
        endpoints = List.copyOf(endpoints);
        authorities = List.copyOf(authorities);
        dkim = Map.copyOf(dkim);
    }

    /** The same, with somebody who logs in. */
    public Plan as(Optional<Identity> somebody) {
        return new Plan(
                host,
                endpoints,
                somebody,
                mechanism,
                letter,
                checkRelay,
                checkSender,
                authorities,
                insecure,
                timeout,
                expiry,
                domain,
                resolver,
                dkim,
                clock);
    }

    public record Endpoint(int port, TlsMode tls) {}

    /** Both that submission servers have (RFC 8314 §3.3). */
    public static List<Endpoint> usualEndpoints() {
        return List.of(
                new Endpoint(TlsMode.SUBMISSIONS, TlsMode.IMPLICIT),
                new Endpoint(TlsMode.SUBMISSION, TlsMode.STARTTLS));
    }

    /** Whether this side can log in by it, in upper case. */
    public static boolean knows(String mechanism) {
        return LogIn.knows(mechanism);
    }
}
