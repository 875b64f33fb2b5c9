package io.vouchpost.probe;

/**
 * A message that the server has taken.
 *
 * @param queueId by which the server knows it; empty where it did not say
 */
public record Submitted(Letter letter, String queueId) {}
