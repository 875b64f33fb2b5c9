package io.vouchpost.config;

import io.vouchpost.secret.Secret;
import java.time.Duration;
import java.util.Optional;

/**
 * Where operators and monitors ask by HTTP.
 *
 * @param port 0 takes a free one
 * @param token who shows it may ask for more than health; empty: nobody
 * @param notice how long connections are still taken after the gateway was told to stop, while it is no longer ready
 */
public record AdminSettings(String host, int port, Optional<Secret> token, Duration notice) {}
