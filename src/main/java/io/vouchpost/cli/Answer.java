package io.vouchpost.cli;

/**
 * What a command has to say.
 *
 * @param text for a person, without a final line break
 * @param json the same for a program: a JsonObject or JsonArray
 */
public record Answer(String text, Object json) {}
