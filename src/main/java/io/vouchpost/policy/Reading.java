package io.vouchpost.policy;

/** What was made of the text of a permission. */
public sealed interface Reading permits Permission, Reading.Unreadable {

    /**
     * Nothing.
     *
     * @param problem a sentence or two for whoever wrote it
     */
    record Unreadable(String problem) implements Reading {}
}
