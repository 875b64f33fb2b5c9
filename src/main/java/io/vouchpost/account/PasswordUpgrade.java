package io.vouchpost.account;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import io.vouchpost.account.PasswordCheck.Checked;
import io.vouchpost.config.SaslSettings;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes anew what is kept of a password when its owner has just shown it: a hash at today's cost, and the keys of the
 * mechanisms that never see it. In the background, where the hashing pool has room; otherwise at a later log-in.
 */
final class PasswordUpgrade {
    private static final Logger LOG = LoggerFactory.getLogger(PasswordUpgrade.class);

    /** So that no session ends, see credential_changed() in the database. */
    private static final String SAME_PASSWORD = "SELECT set_config('vouchpost.same_password', 'on', true)";
    /** Not if the password has been changed meanwhile. */
    private static final String SWAP = "UPDATE credentials SET verifier = $3 WHERE id = $1 AND verifier = $2";

    private final Pool pool;
    private final HashingPool hashing;
    private final PasswordHash hash;
    private volatile PasswordForms forms;
    /** Numbers of credentials; no more than the hashing pool has places. */
    private final Set<Long> underWay = ConcurrentHashMap.newKeySet();

    PasswordUpgrade(Pool pool, HashingPool hashing, SaslSettings settings) {
        this.pool = pool;
        this.hashing = hashing;
        this.hash = new PasswordHash(settings.hash());
        this.forms = new PasswordForms(settings);
    }

    /** New settings, from now on. */
    void apply(SaslSettings settings) {
        forms = new PasswordForms(settings);
    }

    /**
     * Where there is something to make.
     *
     * @param checked the password in it is wiped here
     */
    void consider(Checked checked) {
        var wanted = forms; // they may change meanwhile
        boolean whole = hash.isCurrent(checked.verifier())
                && checked.credential().forms().containsAll(wanted.ofPrimary());
        long id = checked.credential().id();
        if (whole || !underWay.add(id)) {
            checked.password().close();
            return;
        }
        hashing.run(Regulars.Place.SPARE, () -> make(checked, wanted))
                .onFailure(fault -> LOG.debug("a password was not hashed anew: {}", Outage.cause(fault)))
                .onComplete(done -> {
                    checked.password().close();
                    underWay.remove(id);
                });
    }

    private Future<Void> make(Checked checked, PasswordForms wanted) {
        var made = wanted.ofPrimary(checked.credential().owner(), checked.password());
        return pool.withTransaction(transaction -> swap(transaction, checked, wanted, made))
                .onComplete(done -> made.close());
    }

    private Future<Void> swap(
            SqlConnection transaction, Checked checked, PasswordForms wanted, PasswordForms.Made made) {
        long id = checked.credential().id();
        return transaction
                .query(SAME_PASSWORD)
                .execute()
                .compose(same ->
                        transaction.preparedQuery(SWAP).execute(Tuple.of(id, checked.verifier(), made.verifier())))
                .compose(rows -> rows.rowCount() == 0 ? Future.succeededFuture() : wanted.write(transaction, id, made));
    }
}
