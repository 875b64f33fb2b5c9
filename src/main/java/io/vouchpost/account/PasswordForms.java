package io.vouchpost.account;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import io.vouchpost.config.SaslSettings;
import io.vouchpost.sasl.CramMd5State;
import io.vouchpost.sasl.DigestMd5Secret;
import io.vouchpost.sasl.Form;
import io.vouchpost.sasl.NtHash;
import io.vouchpost.sasl.ScramKeys;
import io.vouchpost.secret.Secret;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes and writes all that is kept of one password: its hash, and what the mechanisms go by that never see it. */
public final class PasswordForms {
    private static final Set<Form> SCRAM = EnumSet.of(Form.SCRAM_SHA_1, Form.SCRAM_SHA_256, Form.SCRAM_SHA_512);

    private static final String WRITE = """
            INSERT INTO verifiers (credential, form, octets, realm) VALUES ($1, $2, $3, $4)
            ON CONFLICT (credential, form) DO UPDATE SET octets = excluded.octets, realm = excluded.realm
            """;

    private final PasswordHash hash;
    private final String realm;
    private final Optional<VerifierKey> key;
    private final boolean legacyOnPrimary;

    public PasswordForms(SaslSettings settings) {
        this.hash = new PasswordHash(settings.hash());
        this.realm = settings.realm();
        this.key = VerifierKey.of(settings.verifiers());
        this.legacyOnPrimary = settings.legacyOnPrimary();
    }

    /**
     * All that is kept of one password.
     *
     * @param verifier its hash, for the column of that name
     * @param forms the octets of each
     */
    public record Made(String verifier, Map<Form, Secret> forms) implements AutoCloseable {
        @Override
        public void close() {
            forms.values().forEach(Secret::close);
        }
    }

    /**
     * Of an account's own password. Takes a good part of a second: never on an event loop.
     *
     * @param password stays the caller's
     */
    public Made ofPrimary(CredentialOwner owner, Secret password) {
        return make(owner, password, ofPrimary());
    }

    /** Of the secret of a device, likewise. */
    public Made ofDevice(CredentialOwner owner, Secret secret) {
        return make(owner, secret, key.isPresent() ? EnumSet.allOf(Form.class) : SCRAM);
    }

    /** What is kept of an account's own password. */
    Set<Form> ofPrimary() {
        return key.isPresent() && legacyOnPrimary ? EnumSet.allOf(Form.class) : SCRAM;
    }

    private Made make(CredentialOwner owner, Secret password, Set<Form> wanted) {
        var forms = new EnumMap<Form, Secret>(Form.class);
        wanted.forEach(form -> forms.put(form, make(form, owner, password)));
        return new Made(hash.of(password), forms);
    }

    private Secret make(Form form, CredentialOwner owner, Secret password) {
        return switch (form) {
            case SCRAM_SHA_1, SCRAM_SHA_256, SCRAM_SHA_512 ->
                Secret.ofOctets(ScramKeys.of(form, password, owner.salt().getBytes(), owner.iterations()));
            case CRAM_MD5 -> CramMd5State.of(password);
            case DIGEST_MD5 -> DigestMd5Secret.of(owner.name(), realm, password);
            case NT_HASH -> NtHash.of(password);
        };
    }

    /**
     * Writes the forms of a credential, in place of those that there are. The hash is a column of the credential itself.
     *
     * @param credential id of its row
     * @param made stays the caller's
     */
    public Future<Void> write(SqlClient transaction, long credential, Made made) {
        var rows = made.forms().entrySet().stream()
                .map(it -> Tuple.of(
                        credential,
                        it.getKey().name(),
                        octets(it.getKey(), credential, it.getValue()),
                        it.getKey() == Form.DIGEST_MD5 ? realm : null))
                .toList();
        return transaction.preparedQuery(WRITE).executeBatch(rows).mapEmpty();
    }

    /** As they are kept: sealed, where the form is as good as the password. */
    private Buffer octets(Form form, long credential, Secret plain) {
        return Buffer.buffer(
                form.equalsPassword()
                        ? key.orElseThrow().seal(plain, VerifierKey.Place.of(form, credential))
                        : plain.octets().clone());
    }
}
