package io.vouchpost.config;

/**
 * Where operators and monitors ask by HTTP.
 *
 * @param port 0 takes a free one
 */
public record AdminSettings(String host, int port) {}
