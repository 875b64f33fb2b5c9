package io.vouchpost.account;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import io.vouchpost.sasl.AccountName;

/**
 * The account that a credential is made for, with all that goes into what is kept of it.
 *
 * @param id of its row
 * @param name its own
 * @param salt of all SCRAM keys of the account
 * @param iterations likewise
 */
public record CredentialOwner(long id, String name, Buffer salt, int iterations) {
    static final String COLUMNS = "a.id, a.name, a.scram_salt, a.scram_iterations";

    /**
     * Locks the account until the transaction ends, so that one credential is made at a time. Fails with an
     * {@link AccountException} where there is no such account.
     */
    public static Future<CredentialOwner> lock(SqlClient transaction, AccountName name) {
        return transaction
                .preparedQuery("SELECT " + COLUMNS + " FROM accounts a WHERE a.name = $1 FOR UPDATE")
                .execute(Tuple.of(name.value()))
                .compose(rows -> rows.size() == 0
                        ? Future.failedFuture(AccountException.unknown(name.value()))
                        : Future.succeededFuture(of(rows.iterator().next())));
    }

    static Future<CredentialOwner> add(SqlClient transaction, AccountName name, boolean nullSender, int iterations) {
        return transaction
                .preparedQuery(
                        "INSERT INTO accounts AS a (name, null_sender, scram_iterations) VALUES ($1, $2, $3) RETURNING "
                                + COLUMNS)
                .execute(Tuple.of(name.value(), nullSender, iterations))
                .map(rows -> of(rows.iterator().next()));
    }

    /** Of the columns. */
    static CredentialOwner of(Row row) {
        return new CredentialOwner(
                row.getLong("id"),
                row.getString("name"),
                row.getBuffer("scram_salt"),
                row.getInteger("scram_iterations"));
    }
}
