package io.vouchpost.probe;

import java.util.Optional;

/**
 * A server that has been greeted.
 *
 * @param offer its last one
 * @param secured empty without TLS
 * @param isSound whether a password may go there, by its certificate
 */
record Encounter(
        String host,
        int port,
        Conversation conversation,
        EhloResponse offer,
        Optional<Secured> secured,
        boolean isSound) {}
