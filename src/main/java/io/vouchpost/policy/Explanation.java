package io.vouchpost.policy;

/**
 * Why something was refused, for the operator who asks by its reference. Nothing of it is told to the client.
 *
 * @param rule the setting or the RFC that decided, such as {@code policy.sender}
 * @param seen the value that it decided on
 * @param remedy in one line: what to do, a command where there is one
 */
public record Explanation(String rule, String seen, String remedy) {}
