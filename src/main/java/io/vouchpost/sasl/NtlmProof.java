package io.vouchpost.sasl;

import io.vouchpost.secret.Secret;
import java.util.Optional;

/** A client's response to the challenge, by which it shows that it knows the password's {@link NtHash}. */
sealed interface NtlmProof permits NtlmV1, NtlmV2, NtlmProof.None {

    /** Whether it was made from this hash and for this challenge; takes the same time whatever differs. */
    boolean fits(Secret ntHash);

    /** Whether it is of NTLM's first version: DES, broken within hours by who has seen it. */
    boolean isFirstVersion();

    /**
     * Nothing to go by: an anonymous client, or one that answers for LAN Manager alone, in its first version or its second.
     */
    record None() implements NtlmProof {
        @Override
        public boolean fits(Secret ntHash) {
            return false;
        }

        @Override
        public boolean isFirstVersion() {
            return false;
        }
    }

    /**
     * What the client has sent by way of proof. It holds on to the message's responses.
     *
     * @return empty for what no version of NTLM has
     */
    static Optional<NtlmProof> of(NtlmAuthenticate message, NtlmChallenge challenge) {
        if (message.user().isEmpty() || message.nt().length() == 0) {
            return Optional.of(new None());
        }
        if (message.nt().length() == NtlmV1.OCTETS) {
            return Optional.of(NtlmV1.of(message, challenge));
        }
        return NtlmV2.of(message, challenge).map(proof -> proof);
    }
}
