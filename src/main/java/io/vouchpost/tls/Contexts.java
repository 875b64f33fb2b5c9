package io.vouchpost.tls;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslProvider;
import io.vertx.core.spi.tls.DefaultSslContextFactory;
import io.vertx.core.spi.tls.SslContextFactory;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Makes TLS contexts as Vert.x does, and besides with the suites in their order and with {@link AlpnGate} before them. */
final class Contexts extends DefaultSslContextFactory {
    private boolean gated;

    Contexts(SslProvider provider, boolean sessionCache) {
        super(provider, sessionCache);
    }

    @Override
    public SslContextFactory enabledCipherSuites(Set<String> placed) {
        return super.enabledCipherSuites(CipherPolicy.inOrder(placed));
    }

    /** Those that there are, if it matters which. */
    @Override
    public SslContextFactory applicationProtocols(@Nullable List<String> protocols) {
        gated = protocols != null && !protocols.isEmpty();
        return super.applicationProtocols(protocols).useAlpn(gated);
    }

    @Override
    public SslContext create() throws SSLException {
        return gated ? new GatedContext(super.create()) : super.create();
    }
}
