package io.vouchpost.clients;

import io.vouchpost.clients.Attempt.Choice;
import java.util.EnumSet;
import java.util.Set;

/** A mail client that somebody else wrote. */
interface Client {

    /** Logs in and submits the {@link Letter}. */
    Report submit(Attempt attempt) throws Exception;

    /** Whether it builds the message itself out of subject and text, instead of sending the one it is given. */
    boolean composes();

    /** What it can be told of mechanisms; not every client chooses one when left to itself. */
    default Set<Choice> choices() {
        return EnumSet.allOf(Choice.class);
    }
}
