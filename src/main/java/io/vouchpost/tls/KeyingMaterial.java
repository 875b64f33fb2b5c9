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

    /** Whether this Java runtime has any. */
    static boolean isExportable() {
        return EXPORT.isPresent();
    }

    /**
     * Empty where this Java or this engine does not tell; and for TLS 1.2 without extended master secret (RFC 7627), for which
     * RFC 9266 §4.2 forbids it: Java then refuses.
     */
    static Optional<byte[]> ofChannelBinding(SSLSession session) {
        return session instanceof ExtendedSSLSession ? EXPORT.flatMap(export -> of(session, export)) : Optional.empty();
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
