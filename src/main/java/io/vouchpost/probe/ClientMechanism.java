package io.vouchpost.probe;

import java.util.Optional;

/** The client's half of a mechanism (RFC 4422): for one log-in. */
interface ClientMechanism {

    /** What goes with AUTH already; empty where the server speaks first. */
    Optional<byte[]> initial();

    /** The response to a challenge. */
    byte[] next(byte[] challenge) throws Obstacle;

    /** Whether the server has shown that it knows the password, where the mechanism has it do so. */
    default boolean isProven() {
        return true;
    }
}
