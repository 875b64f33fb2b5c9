package io.vouchpost.tls;

import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.security.spec.PSSParameterSpec;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The hash of a server's certificate as {@code tls-server-end-point} wants it (RFC 5929 §4.1): by the hash function of the
 * certificate's own signature, but by SHA-256 where that is MD5 or SHA-1.
 */
final class EndPointHash {
    /** As Java names signature algorithms: {@code SHA256withRSA}, {@code SHA512/256withRSA}, {@code SHA3-256withECDSA}. */
    private static final Pattern SIGNATURE = Pattern.compile("(?<hash>[A-Z0-9/-]+)with.+");

    private EndPointHash() {}

    /** Empty where the signature has no hash function to itself, such as Ed25519: RFC 5929 says nothing of those. */
    static Optional<byte[]> of(X509Certificate certificate) {
        try {
            var hash = hashOfSignature(certificate);
            return hash.isEmpty()
                    ? Optional.empty()
                    : Optional.of(MessageDigest.getInstance(hash.get()).digest(certificate.getEncoded()));
        } catch (GeneralSecurityException | IOException unknown) {
            return Optional.empty();
        }
    }

    private static Optional<String> hashOfSignature(X509Certificate certificate)
            throws GeneralSecurityException, IOException {
        if (certificate.getSigAlgName().equals("RSASSA-PSS")) { // the name does not tell, its parameters do
            var parameters = AlgorithmParameters.getInstance("RSASSA-PSS");
            parameters.init(certificate.getSigAlgParams());
            return Optional.of(strongEnough(
                    parameters.getParameterSpec(PSSParameterSpec.class).getDigestAlgorithm()));
        }
        var signature = SIGNATURE.matcher(certificate.getSigAlgName());
        return signature.matches() ? Optional.of(strongEnough(signature.group("hash"))) : Optional.empty();
    }

    private static String strongEnough(String hash) {
        String name = hash.replaceFirst("^SHA(?=[0-9]+(/|$))", "SHA-");
        return name.equals("MD5") || name.equals("SHA-1") ? "SHA-256" : name;
    }
}
