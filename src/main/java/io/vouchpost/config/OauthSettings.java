package io.vouchpost.config;

import io.vouchpost.secret.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Whose access tokens are taken, and how they are checked.
 *
 * @param issuer that a token must name; there where there are keys
 * @param audience that a token must be for; there where there are keys
 * @param claim that has the account's name
 * @param scope that a token must have
 * @param discovery the issuer's OpenID configuration, for clients
 * @param keys that JWTs are signed by
 * @param introspection where to ask about tokens; there where keys are not
 */
public record OauthSettings(
        Optional<String> issuer,
        Optional<String> audience,
        String claim,
        Optional<String> scope,
        Optional<URI> discovery,
        Optional<Keys> keys,
        Optional<Introspection> introspection) {

    /** Where public keys are. */
    public sealed interface Keys {}

    /** A JWK Set (RFC 7517) over HTTP. */
    public record JwksUrl(URI url) implements Keys {}

    /** The same in a file. */
    public record JwksFile(Path file) implements Keys {}

    /** One key, or a certificate with it. */
    public record PemFile(@Key("pem") Path file) implements Keys {}

    /** An endpoint of RFC 7662, and who we are there. */
    public record Introspection(URI url, String clientId, Secret clientSecret) {}
}
