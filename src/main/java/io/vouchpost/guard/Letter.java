package io.vouchpost.guard;

/**
 * Something to be told to a person by mail.
 *
 * @param id the same each time that the same is told: then it goes out once
 * @param to an address
 * @param text lines of at most 76 characters, each ended by LF
 */
public record Letter(String id, String to, String subject, String text) {}
