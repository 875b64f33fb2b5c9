package io.vouchpost.sasl;

import java.util.Base64;

/** Where an exchange stands after a response. */
public sealed interface Step {

    /**
     * The client is asked for more.
     *
     * @param base64 of the challenge's octets; may be empty
     */
    record Challenge(String base64) implements Step {

        static Challenge of(byte[] octets) {
            return new Challenge(Base64.getEncoder().encodeToString(octets));
        }
    }

    /**
     * It is over.
     *
     * @param authcid who the client says it is
     */
    record Done(String authcid, Credentials.Verdict verdict) implements Step {}

    /**
     * The response is not one of this mechanism.
     *
     * @param problem for the log; nothing of the response stands in it
     */
    record Invalid(String problem) implements Step {}

    /** An initial response to a mechanism that starts with the server's challenge (RFC 4954 §4). */
    record OutOfTurn() implements Step {}
}
