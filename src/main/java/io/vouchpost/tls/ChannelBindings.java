package io.vouchpost.tls;

import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLSession;

/**
 * What log-ins may be bound to of the TLS below them (RFC 5056), as the server knows it.
 *
 * @param wanted names of those that may be used
 */
public record ChannelBindings(Set<String> wanted) {
    /** RFC 5929 §4. */
    static final String SERVER_END_POINT = "tls-server-end-point";

    /** RFC 9266. */
    static final String EXPORTER = "tls-exporter";

    /** The binding data of those wanted that this session has, by name. */
    public Map<String, byte[]> of(SSLSession session) {
        var bindings = new LinkedHashMap<String, byte[]>();
        if (wanted.contains(EXPORTER)) {
            KeyingMaterial.ofChannelBinding(session).ifPresent(data -> bindings.put(EXPORTER, data));
        }
        if (wanted.contains(SERVER_END_POINT)) {
            shown(session).flatMap(EndPointHash::of).ifPresent(data -> bindings.put(SERVER_END_POINT, data));
        }
        return bindings;
    }

    /** In a resumed session the one of its first handshake, which is the one that the client keeps too. */
    private static Optional<X509Certificate> shown(SSLSession session) {
        return Optional.ofNullable(session.getLocalCertificates())
                .filter(chain -> chain.length > 0 && chain[0] instanceof X509Certificate)
                .map(chain -> (X509Certificate) chain[0]);
    }
}
