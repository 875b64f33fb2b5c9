package io.vouchpost.sasl;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The TLS below an exchange, as far as mechanisms go by it.
 *
 * @param chain the certificate that the client has shown, and what it sent of those above; that it holds the first one's
 *     key is proven, whether anybody vouches for it is not
 * @param bindings channel binding data (RFC 5056 §2) by the binding's registered name; those only that may be used here.
 *     Where there is one, the -PLUS mechanisms were offered
 */
public record Channel(List<X509Certificate> chain, Map<String, byte[]> bindings) {
    /** Nothing to go by. */
    public static final Channel BARE = new Channel(List.of(), Map.of());

    public Channel {
        chain = List.copyOf(chain);
        bindings = Map.copyOf(bindings);
    }

    /** With a certificate that came alone, or none. */
    public Channel(Optional<X509Certificate> certificate, Map<String, byte[]> bindings) {
        this(certificate.stream().toList(), bindings);
    }

    /** The client's own. */
    public Optional<X509Certificate> certificate() {
        return chain.stream().findFirst();
    }
}
