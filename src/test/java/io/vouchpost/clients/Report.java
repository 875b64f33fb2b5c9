package io.vouchpost.clients;

/**
 * What a client made of its attempt.
 *
 * @param succeeded by its exit status, or without an exception
 * @param said all it said, errors included
 */
record Report(boolean succeeded, String said) {}
