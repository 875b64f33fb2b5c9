package io.vouchpost.probe;

import io.vouchpost.secret.Secret;

/**
 * Who logs in.
 *
 * @param secret a password or an access token; the caller's to close
 * @param isToken whether it is an access token (RFC 7628)
 */
public record Identity(String user, Secret secret, boolean isToken) {}
