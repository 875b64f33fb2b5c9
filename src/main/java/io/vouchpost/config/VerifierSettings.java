package io.vouchpost.config;

import io.vouchpost.secret.Secret;
import java.util.Optional;

/**
 * What is kept of passwords for the mechanisms that never show them.
 *
 * @param scramIterations cost of the SCRAM keys of new accounts
 * @param key encrypts what is as good as a password; 32 octets
 * @param previousKey the one before, for what is still encrypted under it
 */
public record VerifierSettings(
        int scramIterations,
        @Key("verifierKey") Optional<Secret> key,
        @Key("previousVerifierKey") Optional<Secret> previousKey) {}
