package io.vouchpost.tls;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Optional;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLSession;

/**
 * Keying material of a TLS session (RFC 5705) for {@code tls-exporter} (RFC 9266). Java has it since release 25, and only
 * for its own engine; the program is compiled for 17, so the method is looked up.
 */
final class KeyingMaterial {
    private static final String LABEL = "EXPORTER-Channel-Binding";
    private static final int OCTETS = 32;
    private static final Optional<Method> EXPORT = lookUp();

    private KeyingMaterial() {}

    private static Optional<Method> lookUp() {
        try {
            return Optional.of(ExtendedSSLSession.class.getMethod(
                    "exportKeyingMaterialData", String.class, byte[].class, int.class));
        } catch (NoSuchMethodException olderJava) {
            return Optional.empty();
        }
    }

    /**
     * Empty where this Java or this engine does not tell, and before TLS 1.3: there clients bind tls-unique, give up where that
     * is not to be had, and without extended master secret (RFC 7627) RFC 9266 §4.2 forbids it anyway.
     */
    static Optional<byte[]> ofChannelBinding(SSLSession session) {
        return session instanceof ExtendedSSLSession && session.getProtocol().equals("TLSv1.3")
                ? EXPORT.flatMap(export -> of(session, export))
                : Optional.empty();
    }

    private static Optional<byte[]> of(SSLSession session, Method export) {
        var context = new byte[0]; // RFC 9266 §2: of length zero, which TLS 1.2 tells from none
        try {
            return Optional.of((byte[]) export.invoke(session, LABEL, context, OCTETS));
        } catch (IllegalAccessException | InvocationTargetException notToBeHad) {
            return Optional.empty();
        }
    }
}
