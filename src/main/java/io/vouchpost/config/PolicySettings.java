package io.vouchpost.config;

/**
 * What may be sent.
 *
 * @param checkHeader whether {@code From:} and {@code Sender:} must be identities of the account, as MAIL FROM must
 * @param traceClientAddress whether the client's address stands in {@code Received:}
 */
public record PolicySettings(boolean checkHeader, boolean traceClientAddress) {}
