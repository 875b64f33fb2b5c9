package io.vouchpost.account;

import io.vouchpost.sasl.Form;
import java.util.Map;

/**
 * What is written of an account's own password.
 *
 * @param verifier of the password when it is shown
 * @param salt of its SCRAM keys
 * @param iterations likewise
 * @param forms what else it can be proven by; sealed where that is as good as the password
 */
record KeptCredential(String verifier, byte[] salt, int iterations, Map<Form, byte[]> forms) {
    @Override
    public String toString() {
        return "KeptCredential(hidden)";
    }
}
