package io.vouchpost.tls;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslProvider;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.SSLEngineOptions;
import io.vertx.core.spi.tls.SslContextFactory;
import io.vouchpost.config.TlsSettings;

/** Who does the cryptography: BoringSSL by netty-tcnative, about three times as fast, or the Java runtime. */
final class Engines {
    private Engines() {}

    static SSLEngineOptions of(TlsSettings.Engine engine) throws UnusableTls {
        return of(engine, OpenSsl.isAvailable());
    }

    static SSLEngineOptions of(TlsSettings.Engine engine, boolean openSslLoads) throws UnusableTls {
        return switch (engine) {
            case JDK -> new Jdk();
            case AUTO -> openSslLoads ? new BoringSsl() : new Jdk();
            case OPENSSL -> {
                if (!openSslLoads) {
                    throw new UnusableTls("tls.engine is \"openssl\", but netty-tcnative does not load on this system; "
                            + "\"auto\" takes the Java runtime instead");
                }
                yield new BoringSsl();
            }
        };
    }

    private static final class BoringSsl extends OpenSSLEngineOptions {
        @Override
        public SslContextFactory sslContextFactory() {
            return new Contexts(SslProvider.OPENSSL, isSessionCacheEnabled());
        }

        @Override
        public BoringSsl copy() {
            return new BoringSsl();
        }
    }

    private static final class Jdk extends JdkSSLEngineOptions {
        @Override
        public SslContextFactory sslContextFactory() {
            return new Contexts(SslProvider.JDK, true);
        }

        @Override
        public Jdk copy() {
            return new Jdk();
        }
    }
}
