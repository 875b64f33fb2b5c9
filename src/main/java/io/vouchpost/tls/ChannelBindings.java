package io.vouchpost.tls;

import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import javax.net.ssl.SSLSession;

/**
 * What log-ins may be bound to of the TLS below them (RFC 5056), as the server knows it.
 *
 * @param wanted names of those that may be used
 * @param current the certificate that is shown now
 */
public record ChannelBindings(Set<String> wanted, Supplier<X509Certificate> current) {
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
            EndPointHash.of(shown(session)).ifPresent(data -> bindings.put(SERVER_END_POINT, data));
        }
        return bindings;
    }

    /** A resumed session of BoringSSL does not tell; but it is never older than the certificate: its tickets are not. */
    private X509Certificate shown(SSLSession session) {
        return Optional.ofNullable(session.getLocalCertificates())
                .filter(chain -> chain.length > 0)
                .map(chain -> chain[0])
                .filter(X509Certificate.class::isInstance)
                .map(X509Certificate.class::cast)
                .orElseGet(current);
    }
}
