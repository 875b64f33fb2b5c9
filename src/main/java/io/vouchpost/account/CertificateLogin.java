package io.vouchpost.account;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vouchpost.account.Certificates.Holder;
import io.vouchpost.sasl.AccountName;
import io.vouchpost.sasl.Credentials.Reason;
import io.vouchpost.sasl.Credentials.Verdict;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Whom a client's certificate stands for, which its handshake has shown the key of: the account that it is pinned to; and,
 * where an authority vouches for it, the accounts that its e-mail addresses belong to.
 */
public final class CertificateLogin {
    private final Vertx vertx;
    private final Certificates certificates;
    private final Supplier<List<X509Certificate>> authorities;
    private final Clock clock;

    /**
     * @param authorities that vouch for certificates now; may be none
     */
    public CertificateLogin(
            Vertx vertx, Certificates certificates, Supplier<List<X509Certificate>> authorities, Clock clock) {
        this.vertx = vertx;
        this.certificates = certificates;
        this.authorities = authorities;
        this.clock = clock;
    }

    /**
     * @param pinned whom it is pinned to
     * @param vouched whom its addresses belong to
     */
    private record Holders(Optional<Holder> pinned, List<Holder> vouched) {

        Verdict verdict(String authzid) {
            if (authzid.isEmpty()) {
                return pinned.or(this::only).map(Holders::admitted).orElseGet(Holders::nobody);
            }
            var wanted = AccountName.valueOrNobodys(authzid);
            return vouched.stream()
                    .filter(holder ->
                            holder.account().equals(wanted) || holder.by().equals(wanted))
                    .findFirst()
                    .or(() -> pinned.filter(holder -> holder.account().equals(wanted)))
                    .map(Holders::admitted)
                    .orElseGet(() -> pinned.or(this::only)
                            .map(holder -> foreign(holder, authzid))
                            .orElseGet(Holders::nobody));
        }

        /** Of several, the client has to say which. */
        private Optional<Holder> only() {
            return vouched.stream().map(Holder::account).distinct().count() == 1
                    ? vouched.stream().findFirst()
                    : Optional.empty();
        }

        private static Verdict admitted(Holder holder) {
            return holder.factor().vouched(holder.account(), holder.enabled());
        }

        /** Only who might log in itself is asked whom it may act as. */
        private static Verdict foreign(Holder holder, String authzid) {
            var own = admitted(holder);
            return own instanceof Verdict.Accepted ? new Verdict.Foreign(holder.account(), authzid) : own;
        }

        private static Verdict nobody() {
            return new Verdict.Rejected(Reason.CERTIFICATE);
        }
    }

    /**
     * @param chain as the client has shown it
     * @param authzid whom it wants to be, empty where it leaves that to the certificate
     * @return fails never
     */
    public Future<Verdict> verdict(List<X509Certificate> chain, String authzid) {
        var shown = new ClientCertificate(chain);
        if (chain.isEmpty() || !shown.isValidAt(clock.instant())) {
            return Future.succeededFuture(new Verdict.Rejected(Reason.CERTIFICATE));
        }
        return certificates
                .find(shown.fingerprint())
                .compose(pinned -> vouched(shown).map(owners -> new Holders(pinned, owners).verdict(authzid)))
                .otherwise(fault -> new Verdict.Unavailable("certificates: " + fault.getMessage()));
    }

    private Future<List<Holder>> vouched(ClientCertificate shown) {
        var addresses = shown.addresses();
        var now = authorities.get();
        if (addresses.isEmpty() || now.isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        return vertx.executeBlocking(() -> shown.isVouchedFor(now, clock.instant()), false)
                .compose(vouched -> vouched ? certificates.owners(addresses) : Future.succeededFuture(List.of()));
    }
}
