package io.vouchpost.config;

/**
 * What may be sent.
 *
 * @param checkHeader whether {@code From:} and {@code Sender:} must be identities of the account, as MAIL FROM must
 * @param traceClientAddress whether the client's address stands in {@code Received:}
 * @param authenticationResults whether messages bear {@code Authentication-Results:} (RFC 8601)
 */
public record PolicySettings(boolean checkHeader, boolean traceClientAddress, boolean authenticationResults) {}
