package io.vouchpost.tls;

import io.vertx.core.http.ClientAuth;
import io.vouchpost.config.TlsSettings;

/**
 * What a TLS context is made by, besides key and certificate.
 *
 * @param clientAuth whether clients are asked for a certificate
 */
record Terms(CipherPolicy ciphers, ClientAuth clientAuth, TlsSettings.Alpn alpn) {}
