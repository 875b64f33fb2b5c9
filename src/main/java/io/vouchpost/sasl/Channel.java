package io.vouchpost.sasl;

import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.Optional;

/**
 * The TLS below an exchange, as far as mechanisms go by it.
 *
 * @param certificate that the client has shown; that it holds the key is proven, whether anybody vouches for it is not
 * @param bindings channel binding data (RFC 5056 §2) by the binding's registered name; those only that may be used here.
 *     Where there is one, the -PLUS mechanisms were offered
 */
public record Channel(Optional<X509Certificate> certificate, Map<String, byte[]> bindings) {
    /** Nothing to go by. */
    public static final Channel BARE = new Channel(Optional.empty(), Map.of());

    public Channel {
        bindings = Map.copyOf(bindings);
    }
}
