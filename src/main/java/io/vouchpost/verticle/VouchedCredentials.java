package io.vouchpost.verticle;

import io.vertx.core.Future;
import io.vouchpost.account.CertificateLogin;
import io.vouchpost.oauth.Finding;
import io.vouchpost.oauth.Tokens;
import io.vouchpost.sasl.Client;
import io.vouchpost.sasl.Credentials;
import io.vouchpost.sasl.Form;
import io.vouchpost.sasl.Verifiers;
import io.vouchpost.secret.Secret;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Credentials for which somebody else vouches, an issuer of tokens or an authority of certificates; all others are checked
 * below.
 *
 * @param secrets what is proven by a password
 * @param tokens those in force; empty where no issuer is configured
 * @param accounts whether the account of that name may be vouched for; and the reason that is given where there is none
 */
record VouchedCredentials(
        Credentials.Source secrets,
        Supplier<Optional<Tokens>> tokens,
        CertificateLogin certificates,
        BiFunction<String, Credentials.Reason, Future<Credentials.Verdict>> accounts)
        implements Credentials.Source {
    private static final Logger LOG = LoggerFactory.getLogger(VouchedCredentials.class);

    @Override
    public Credentials of(Client client) {
        return new Vouched(client, secrets.of(client));
    }

    private Future<Credentials.Verdict> verdict(Finding finding) {
        if (finding instanceof Finding.Holder holder) {
            return accounts.apply(holder.name(), Credentials.Reason.TOKEN);
        }
        if (finding instanceof Finding.Outage outage) {
            return Future.succeededFuture(new Credentials.Verdict.Unavailable(outage.cause()));
        }
        LOG.info("a token was refused: {}", ((Finding.Refused) finding).problem());
        return Future.succeededFuture(refused());
    }

    private static Credentials.Verdict refused() {
        return new Credentials.Verdict.Rejected(Credentials.Reason.TOKEN);
    }

    private final class Vouched implements Credentials {
        private final Client client;
        private final Credentials below;

        Vouched(Client client, Credentials below) {
            this.client = client;
            this.below = below;
        }

        @Override
        public Future<Verdict> check(String authcid, Secret password) {
            return below.check(authcid, password);
        }

        @Override
        public Future<Verifiers> verifiers(String authcid, Form form) {
            return below.verifiers(authcid, form);
        }

        /** The name that the client gives is held against the account's by the mechanism. */
        @Override
        public Future<Verdict> token(String authcid, Secret token) {
            return tokens.get()
                    .map(it -> it.find(token).compose(VouchedCredentials.this::verdict))
                    .orElseGet(() -> Future.succeededFuture(new Verdict.Unavailable("sasl.oauth is not set")));
        }

        @Override
        public Future<Verdict> certificate(String authzid) {
            return certificates.verdict(client.channel().chain(), authzid);
        }
    }
}
