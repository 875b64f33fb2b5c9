package io.vouchpost.clients;

import io.vouchpost.clients.Attempt.Security;
import java.util.EnumSet;
import java.util.Set;

/** A mail client that somebody else wrote. */
interface Client {

    /** As its authors write it. */
    String title();

    /** For the document: what was tried. */
    String version() throws Exception;

    /** Logs in and submits the {@link Letter}. */
    Report submit(Attempt attempt) throws Exception;

    /** Whether it builds the message itself out of subject and text, instead of sending the one it is given. */
    default boolean composes() {
        return false;
    }

    /** What it can be told of mechanisms; not every client chooses one when left to itself. */
    Set<Choice> choices();

    default Set<Security> securities() {
        return EnumSet.allOf(Security.class);
    }
}
