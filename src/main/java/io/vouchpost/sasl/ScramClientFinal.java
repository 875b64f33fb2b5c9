package io.vouchpost.sasl;

import io.vouchpost.secret.Secret;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * A client-final-message (RFC 5802 §7): {@code c=binding,r=nonce,p=proof}.
 *
 * @param binding the channel binding input in base64, as sent
 * @param nonce the client's with the server's behind it
 * @param proof decoded
 * @param withoutProof the message up to the comma before the proof, as sent
 */
record ScramClientFinal(String binding, String nonce, Secret proof, String withoutProof) {

    /** Empty for what is none. */
    static Optional<ScramClientFinal> parse(String message) {
        var attributes = List.of(message.split(",", -1));
        int last = attributes.size() - 1;
        if (last < 2) {
            return Optional.empty();
        }
        var binding = ScramClientFirst.value("c", attributes.get(0));
        var nonce = ScramClientFirst.value("r", attributes.get(1));
        var proof = ScramClientFirst.value("p", attributes.get(last)).flatMap(ScramClientFinal::decode);
        boolean sound = binding.isPresent()
                && nonce.isPresent()
                && proof.isPresent()
                && attributes.subList(2, last).stream().allMatch(ScramClientFirst::isExtension);
        return sound
                ? Optional.of(new ScramClientFinal(
                        binding.get(), nonce.get(), proof.get(), message.substring(0, message.lastIndexOf(','))))
                : Optional.empty();
    }

    /** Each proof has one spelling: padded, and without bits that mean nothing. */
    private static Optional<Secret> decode(String base64) {
        try {
            byte[] octets = Base64.getDecoder().decode(base64);
            return Optional.of(Secret.ofOctets(octets))
                    .filter(proof -> Base64.getEncoder().encodeToString(octets).equals(base64));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }
}
