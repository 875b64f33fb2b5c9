package io.vouchpost.account;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import io.vouchpost.database.Database;
import io.vouchpost.sasl.Client;
import io.vouchpost.sasl.Credentials.Reason;
import io.vouchpost.sasl.Credentials.Verdict;
import io.vouchpost.secret.Secret;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What a right proof comes to: the account's state, the bounds of a device credential, the second factor. */
final class Judgement {
    private static final String HELD =
            "SELECT EXISTS (SELECT FROM certificates WHERE account = $1 AND fingerprint = $2)";

    private final SqlClient client;
    private final SecondFactors factors;

    Judgement(SqlClient client, SecondFactors factors) {
        this.client = client;
        this.factors = factors;
    }

    /**
     * Of a device, the bounds; of the account's own password, the second factor. A disabled account's code is not used up.
     *
     * @param code absent where the mechanism can carry none
     * @return fails when the database is away
     */
    Future<Verdict> on(StoredCredential credential, Client from, Optional<Secret> code) {
        var against = credential.conditions().against(from);
        if (against.isPresent()) {
            return Future.succeededFuture(new Verdict.Rejected(against.get()));
        }
        var name = credential.owner().name();
        if (!credential.enabled()) {
            return Future.succeededFuture(new Verdict.Disabled(name));
        }
        if (!credential.own()) {
            var reusable = !credential.conditions().expiresSoon();
            return Future.succeededFuture(new Verdict.Accepted(name, credential.label(), reusable));
        }
        return switch (credential.factor()) {
            case NONE -> Future.succeededFuture(new Verdict.Accepted(name));
            case CODE ->
                code.map(it -> factors.redeem(credential.owner().id(), it).map(right -> once(name, right, Reason.CODE)))
                        .orElseGet(() -> Future.succeededFuture(new Verdict.FactorMissing(name, "a one-time code")));
            case CERTIFICATE -> held(credential.owner(), from).map(held -> once(name, held, Reason.CERTIFICATE));
        };
    }

    /** What the factor was right for is this log-in only. */
    private static Verdict once(String name, boolean right, Reason otherwise) {
        return right ? new Verdict.Accepted(name, "", false) : new Verdict.Rejected(otherwise);
    }

    private Future<Boolean> held(CredentialOwner owner, Client from) {
        return from.channel()
                .certificate()
                .map(shown -> client.preparedQuery(HELD)
                        .execute(Tuple.of(
                                owner.id(), Buffer.buffer(Fingerprint.of(shown).octets())))
                        .timeout(Database.PATIENCE_SECONDS, TimeUnit.SECONDS)
                        .map(rows -> rows.iterator().next().getBoolean(0)))
                .orElseGet(() -> Future.succeededFuture(false));
    }
}
