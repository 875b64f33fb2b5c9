package io.vouchpost.account;

import io.vertx.core.buffer.Buffer;
import io.vouchpost.account.KeptCredential.Kept;
import io.vouchpost.account.hash.HashFormat;
import io.vouchpost.config.SaslSettings;
import io.vouchpost.sasl.AccountName;
import io.vouchpost.sasl.Form;
import io.vouchpost.secret.Secret;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Makes of an imported password what an account keeps. Hashes where it must, so never on an event loop. */
final class KeptCredentials {
    private static final int SALT_OCTETS = 16;

    private final SecureRandom random = new SecureRandom();
    private final PasswordForms forms;
    private final PasswordHash hash;
    private final int iterations;

    KeptCredentials(SaslSettings settings) {
        this.forms = new PasswordForms(settings);
        this.iterations = settings.verifiers().scramIterations();
        this.hash = new PasswordHash(settings.hash());
    }

    /** Why it cannot be kept under these settings; the rest of a sentence that starts with the line. */
    Optional<String> objection(Imported credential) {
        if (credential instanceof Imported.Hash imported
                && HashFormat.of(imported.verifier()).isEmpty()) {
            return Optional.of("has a hash that cannot be checked here");
        }
        return credential instanceof Imported.CramMd5 && !forms.ofPrimary().contains(Form.CRAM_MD5)
                ? Optional.of("has a password for CRAM-MD5 only; that takes sasl.verifierKey and sasl.legacyOnPrimary")
                : Optional.empty();
    }

    /**
     * @param id of the row that it will be
     */
    KeptCredential of(long id, AccountName name, Imported credential) {
        if (credential instanceof Imported.Plain plain) {
            var owner = new CredentialOwner(0, name.value(), salt(), iterations);
            try (var made = forms.ofPrimary(owner, plain.password())) {
                return new KeptCredential(id, made.verifier(), owner.salt(), iterations, kept(id, made.forms()));
            }
        } else if (credential instanceof Imported.Scram scram) {
            var keys = kept(id, Map.of(Form.SCRAM_SHA_256, scram.keys()));
            return new KeptCredential(
                    id, verifier(scram), Buffer.buffer(scram.salt().octets()), scram.iterations(), keys);
        } else if (credential instanceof Imported.CramMd5 cramMd5) {
            return new KeptCredential(
                    id, hash.decoy(), salt(), iterations, kept(id, Map.of(Form.CRAM_MD5, cramMd5.states())));
        } else if (credential instanceof Imported.Hash imported) {
            return new KeptCredential(id, imported.verifier(), salt(), iterations, Map.of());
        }
        throw new IllegalStateException("an unfit one is no entry");
    }

    private Map<Form, Kept> kept(long id, Map<Form, Secret> made) {
        var kept = new TreeMap<Form, Kept>();
        made.forEach((form, octets) -> kept.put(form, new Kept(forms.octets(form, id, octets), forms.realm(form))));
        return kept;
    }

    /** StoredKey checks a password that is shown, too. */
    private static String verifier(Imported.Scram scram) {
        var base64 = Base64.getEncoder().withoutPadding();
        var storedKey = Arrays.copyOf(scram.keys().octets(), Form.SCRAM_SHA_256.octets() / 2);
        return "$" + HashFormat.SCRAM_SHA_256.id() + "$it=" + scram.iterations() + "$"
                + base64.encodeToString(scram.salt().octets()) + "$" + base64.encodeToString(storedKey);
    }

    private Buffer salt() {
        var salt = new byte[SALT_OCTETS];
        random.nextBytes(salt);
        return Buffer.buffer(salt);
    }
}
