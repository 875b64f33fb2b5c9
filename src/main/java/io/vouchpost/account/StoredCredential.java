package io.vouchpost.account;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import io.vouchpost.database.Database;
import io.vouchpost.sasl.Form;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A credential whose secret the client has proven to know, and its account, as they are after the proof: either may have been
 * changed or revoked since.
 *
 * @param label of a device; empty for the account's own password
 * @param forms what is kept of it beside the hash
 */
record StoredCredential(
        long id,
        CredentialOwner owner,
        boolean enabled,
        Factor factor,
        String label,
        Conditions conditions,
        Set<Form> forms) {

    private static final String SELECT = "SELECT c.id AS credential, " + CredentialOwner.COLUMNS
            + ", a.enabled, a.second_factor, coalesce(c.label, '') AS label, " + Conditions.COLUMNS
            + ", array(SELECT form FROM verifiers v WHERE v.credential = c.id) AS forms"
            + " FROM credentials c JOIN accounts a ON a.id = c.account WHERE c.id = $1 AND c.created = $2";

    /** What an account's own password is not enough without; the texts of the column. */
    enum Factor {
        NONE,
        CODE,
        CERTIFICATE;

        static Factor of(String column) {
            return switch (column) {
                case "none" -> NONE;
                case "code" -> CODE;
                case "certificate" -> CERTIFICATE;
                default -> throw new IllegalStateException("a second factor of a newer version");
            };
        }
    }

    /**
     * Which it was when the proof was made.
     *
     * @param created changes with the secret, but not when the same secret is hashed anew
     */
    record Key(long id, OffsetDateTime created) {}

    /** Empty where it has been changed or revoked. */
    static Future<Optional<StoredCredential>> find(SqlClient client, Key key) {
        return client.preparedQuery(SELECT)
                .execute(Tuple.of(key.id(), key.created()))
                .timeout(Database.PATIENCE_SECONDS, TimeUnit.SECONDS)
                .map(rows -> rows.stream().findFirst().map(StoredCredential::of));
    }

    /** By the account's own password? */
    boolean own() {
        return label.isEmpty();
    }

    private static StoredCredential of(Row row) {
        var forms = EnumSet.noneOf(Form.class);
        var kept = Set.of(row.getArrayOfStrings("forms"));
        Arrays.stream(Form.values()).filter(form -> kept.contains(form.name())).forEach(forms::add);
        return new StoredCredential(
                row.getLong("credential"),
                CredentialOwner.of(row),
                row.getBoolean("enabled"),
                Factor.of(row.getString("second_factor")),
                row.getString("label"),
                Conditions.of(row),
                forms);
    }
}
