package io.vouchpost.tls;

import io.netty.handler.ssl.SslProvider;
import io.vertx.core.spi.tls.DefaultSslContextFactory;
import io.vertx.core.spi.tls.SslContextFactory;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The ciphers offered, best first: those of TLS 1.3, and of TLS 1.2 those with forward secrecy and AEAD (Mozilla's
 * "intermediate" without finite-field Diffie-Hellman, RFC 9325 §4.2). The server's order decides.
 */
final class CipherPolicy {
    private static final Set<String> SUITES = Collections.unmodifiableSet(new LinkedHashSet<>(List.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256")));

    private CipherPolicy() {}

    static Set<String> suites() {
        return SUITES;
    }

    /** Makes contexts with the suites in their order: Vert.x hands them on as a set that has none. */
    static SslContextFactory contextFactory(SslProvider provider, boolean sessionCache) {
        return new InOrder(provider, sessionCache);
    }

    private static final class InOrder extends DefaultSslContextFactory {
        InOrder(SslProvider provider, boolean sessionCache) {
            super(provider, sessionCache);
        }

        @Override
        public SslContextFactory enabledCipherSuites(Set<String> inNoOrder) {
            return super.enabledCipherSuites(SUITES);
        }
    }
}
