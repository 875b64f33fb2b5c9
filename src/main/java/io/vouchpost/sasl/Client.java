package io.vouchpost.sasl;

/**
 * Whose exchange it is: what is known of a client before it has said who it is.
 *
 * @param address as text, without brackets or port
 * @param mechanism that it has chosen, as registered
 */
public record Client(String address, String mechanism, Channel channel) {}
