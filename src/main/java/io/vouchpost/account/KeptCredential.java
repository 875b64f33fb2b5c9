package io.vouchpost.account;

import io.vertx.core.buffer.Buffer;
import io.vouchpost.sasl.Form;
import java.util.Map;
import java.util.Optional;

/**
 * What is written of an account's own password.
 *
 * @param id of its row, fetched before, because what is sealed can be opened in that row only
 * @param verifier of the password when it is shown
 * @param salt of its SCRAM keys
 * @param iterations likewise
 * @param forms what else it can be proven by; sealed where that is as good as the password
 */
record KeptCredential(long id, String verifier, Buffer salt, int iterations, Map<Form, Kept> forms) {

    /** Octets of a form, and the realm where it is kept for one. */
    record Kept(Buffer octets, Optional<String> realm) {}

    @Override
    public String toString() {
        return "KeptCredential(hidden)";
    }
}
