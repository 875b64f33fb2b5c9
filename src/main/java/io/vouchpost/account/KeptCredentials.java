package io.vouchpost.account;

import io.vouchpost.config.SaslSettings;
import io.vouchpost.sasl.Form;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/** Makes of an imported password what an account keeps. Hashes where it must, so never on an event loop. */
final class KeptCredentials {
    private static final int SALT_OCTETS = 16;

    private final SecureRandom random = new SecureRandom();
    private final SaslSettings settings;
    private final PasswordHash hash;

    KeptCredentials(SaslSettings settings) {
        this.settings = settings;
        this.hash = new PasswordHash(settings.hash().iterations());
    }

    /** Why it cannot be kept under these settings; the rest of a sentence that starts with the line. */
    Optional<String> objection(Imported credential) {
        if (!(credential instanceof Imported.CramMd5)) {
            return Optional.empty();
        }
        return Optional.of("is good for CRAM-MD5 only, which wants sasl.verifierKey and sasl.legacyOnPrimary");
    }

    KeptCredential of(Imported credential) {
        var salt = new byte[SALT_OCTETS];
        random.nextBytes(salt);
        int iterations = settings.verifiers().scramIterations();
        if (credential instanceof Imported.Hash imported) {
            return new KeptCredential(imported.verifier(), salt, iterations, Map.of());
        } else if (credential instanceof Imported.Plain plain) {
            return new KeptCredential(hash.of(plain.password()), salt, iterations, Map.of());
        } else if (credential instanceof Imported.Scram scram) {
            return new KeptCredential(
                    verifier(scram),
                    scram.salt().octets(),
                    scram.iterations(),
                    Map.of(Form.SCRAM_SHA_256, scram.keys().octets()));
        }
        throw new IllegalStateException("objected to before");
    }

    /** What checks a password shown by SCRAM's StoredKey. */
    private static String verifier(Imported.Scram scram) {
        var base64 = Base64.getEncoder().withoutPadding();
        var storedKey = Arrays.copyOf(scram.keys().octets(), 32);
        return "$scram-sha-256$it=" + scram.iterations() + "$"
                + base64.encodeToString(scram.salt().octets()) + "$" + base64.encodeToString(storedKey);
    }
}
