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

    /** The name of the account that it logs in to; one without {@code @} where it takes what is behind that for a realm. */
    default String user(Choice choice) {
        return Attempt.USER;
    }

    default Set<Security> securities() {
        return EnumSet.allOf(Security.class);
    }
}
