package io.vouchpost.sasl;

/**
 * Whose exchange it is: what is known of a client before it has said who it is.
 *
 * @param session names the connection: no other one has the same
 * @param name as given in EHLO; empty where none was
 * @param address as text, without brackets or port
 * @param mechanism that it has chosen, as registered
 */
public record Client(String session, String name, String address, String mechanism, Channel channel) {}
