package io.vouchpost.account;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.auth.authentication.UsernamePasswordCredentials;
import io.vertx.ext.auth.sqlclient.SqlAuthentication;
import io.vertx.ext.auth.sqlclient.SqlAuthenticationOptions;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import io.vouchpost.config.SaslSettings;
import io.vouchpost.sasl.AccountName;
import io.vouchpost.sasl.Client;
import io.vouchpost.sasl.Credentials;
import io.vouchpost.sasl.Credentials.Verdict;
import io.vouchpost.sasl.Form;
import io.vouchpost.sasl.Verifiers;
import io.vouchpost.secret.Secret;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks passwords against PostgreSQL by {@link SqlAuthentication}, on threads kept for that.
 *
 * <p>That class skips the hash for a name that it does not find, which a clock would tell. So its query finds every name:
 * one that does not exist has the verifier of a password that nobody knows, at the same cost. And it tells a wrong
 * password from an outage by its message alone, so only exactly that message is a wrong password.
 */
public final class SqlCredentials implements Credentials.Source {
    static final String WRONG = "Invalid username/password";

    private static final Logger LOG = LoggerFactory.getLogger(SqlCredentials.class);
    private static final long PATIENCE_SECONDS = 5;
    /** No account has it: the column does not allow it. */
    private static final String NOBODY = "";

    private final SqlClient client;
    private final SqlAuthentication authentication;
    private final HashingPool hashing;

    private SqlCredentials(SqlClient client, String decoy, HashingPool hashing) {
        this.client = client;
        this.authentication = SqlAuthentication.create(
                client, new SqlAuthenticationOptions().setAuthenticationQuery(queryWith(decoy)));
        this.hashing = hashing;
    }

    /** Deploys the threads for hashing; one for each process will do. */
    public static Future<SqlCredentials> create(Vertx vertx, SqlClient client, SaslSettings settings) {
        return vertx.executeBlocking(() -> new PasswordHash(settings.hash()).decoy(), false)
                .compose(decoy -> HashingPool.deploy(
                                vertx,
                                settings.hash().threads(),
                                settings.hash().queue())
                        .map(hashing -> new SqlCredentials(client, decoy, hashing)));
    }

    /** The name is a parameter; the decoy is our own, of the alphabet of base64 and {@code $,=}, and no input. */
    private static String queryWith(String decoy) {
        if (!decoy.matches("[A-Za-z0-9+/=$,]+")) {
            throw new IllegalStateException("a verifier of an unknown form");
        }
        return "SELECT coalesce((SELECT c.verifier FROM accounts a JOIN credentials c ON c.account = a.id"
                + " AND c.kind = 'primary' WHERE a.name = $1), '" + decoy + "')";
    }

    @Override
    public Credentials of(Client client) {
        return new Credentials() {
            @Override
            public Future<Verdict> check(String authcid, Secret password) {
                return SqlCredentials.this.check(authcid, password);
            }

            @Override
            public Future<Verifiers> verifiers(String authcid, Form form) {
                return Future.succeededFuture(Verifiers.none(new Verdict.Rejected()));
            }

            @Override
            public Future<Verdict> token(String authcid, Secret token) {
                return Future.succeededFuture(new Verdict.Rejected());
            }

            @Override
            public Future<Verdict> certificate(String authzid) {
                return Future.succeededFuture(new Verdict.Rejected());
            }
        };
    }

    private Future<Verdict> check(String authcid, Secret password) {
        var name = AccountName.of(authcid).map(AccountName::value).orElse(NOBODY);
        return hashing.run(() -> authentication
                        .authenticate(new UsernamePasswordCredentials(name, password.reveal()))
                        .timeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                        .transform(outcome -> outcome.succeeded()
                                ? right(name)
                                : Future.succeededFuture(wrongOrUnavailable(outcome))))
                .otherwise(SqlCredentials::unavailable);
    }

    private Future<Verdict> right(String name) {
        return client.preparedQuery("SELECT enabled FROM accounts WHERE name = $1")
                .execute(Tuple.of(name))
                .timeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .map(rows -> {
                    if (rows.size() == 0) {
                        return new Verdict.Rejected(); // removed since
                    }
                    var enabled = rows.iterator().next().getBoolean(0);
                    return enabled ? new Verdict.Accepted(name) : new Verdict.Disabled(name);
                });
    }

    private static Verdict wrongOrUnavailable(AsyncResult<?> outcome) {
        return WRONG.equals(outcome.cause().getMessage()) ? new Verdict.Rejected() : unavailable(outcome.cause());
    }

    private static Verdict unavailable(Throwable cause) {
        // a verifier that cannot be read is quoted in the message of this one
        var message = cause instanceof IllegalStateException || cause instanceof IllegalArgumentException
                ? "a verifier that cannot be read"
                : String.valueOf(cause.getMessage());
        LOG.debug("a password could not be checked: {}", message);
        return new Verdict.Unavailable(message);
    }

    /** Stops the threads; checks under way end first. */
    public Future<Void> close() {
        return hashing.close();
    }
}
