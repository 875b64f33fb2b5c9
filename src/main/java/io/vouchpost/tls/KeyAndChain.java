package io.vouchpost.tls;

import io.netty.handler.ssl.OpenSslCachingX509KeyManagerFactory;
import io.vertx.core.Vertx;
import io.vertx.core.net.KeyCertOptions;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Function;
import javax.net.ssl.KeyManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * The key and chain as Vert.x takes them. Vert.x keeps one TLS context for each certificate and looks at nothing else
 * to tell contexts apart; so two of these are equal only where versions, ciphers and whatever else a context is made by are
 * the same too, and a reload that changes only those is not lost.
 */
final class KeyAndChain implements KeyCertOptions {
    private static final char[] NO_PASSWORD = {};

    private final List<X509Certificate> chain;
    private final PrivateKey key;
    private final Terms terms;
    private final int hash; // asked for at each STARTTLS

    KeyAndChain(List<X509Certificate> chain, PrivateKey key, Terms terms) {
        this.chain = List.copyOf(chain);
        this.key = key;
        this.terms = terms;
        this.hash = this.chain.hashCode();
    }

    /** Itself: it never changes. */
    @Override
    public KeyAndChain copy() {
        return this;
    }

    /** With a cache, so that BoringSSL does not parse the key anew in each handshake. */
    @Override
    public KeyManagerFactory getKeyManagerFactory(Vertx vertx) throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        store.setKeyEntry("server", key, NO_PASSWORD, chain.toArray(Certificate[]::new));
        var factory = new OpenSslCachingX509KeyManagerFactory(
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm()));
        factory.init(store, NO_PASSWORD);
        return factory;
    }

    /** One certificate for all server names. */
    @Override
    public Function<String, @Nullable KeyManagerFactory> keyManagerFactoryMapper(Vertx vertx) {
        return serverName -> null;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof KeyAndChain that
                        && hash == that.hash
                        && chain.equals(that.chain)
                        && terms.equals(that.terms));
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return "KeyAndChain(" + chain.get(0).getSubjectX500Principal() + ")";
    }
}
