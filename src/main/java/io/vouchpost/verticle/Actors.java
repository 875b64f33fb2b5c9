package io.vouchpost.verticle;

import io.vertx.core.Future;
import io.vouchpost.policy.Ruling;
import io.vouchpost.policy.Sender;
import io.vouchpost.sasl.AccountName;
import io.vouchpost.sasl.Credentials.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Accounts that act as others (RFC 4422 §3.4.1), at the log-in and as long as the session lasts. Whether there is an account
 * of that name is looked up only where the actor might act as it, so that others cannot try names.
 *
 * @param senders an account that is enabled, by its own name
 */
record Actors(Function<String, Future<Optional<Sender>>> senders) {
    /** Nobody acts as anybody. */
    static final Actors NONE = new Actors(name -> Future.succeededFuture(Optional.empty()));

    /** After the proof was right. Fails never. */
    Future<Verdict> verdict(Verdict.Accepted proven, String authzid) {
        var wanted = AccountName.valueOrNobodys(authzid);
        if (wanted.equals(proven.account())) {
            return Future.succeededFuture(proven);
        }
        return senders.apply(proven.account())
                .compose(actor -> actor.map(it -> verdict(proven, it, authzid, wanted))
                        .orElseGet(() -> Future.succeededFuture(new Verdict.Foreign(proven.account(), authzid))))
                .otherwise(fault -> new Verdict.Unavailable("accounts: " + fault.getMessage()));
    }

    private Future<Verdict> verdict(Verdict.Accepted proven, Sender actor, String authzid, String wanted) {
        var refused = actor.mayActAs(authzid).refusal();
        if (refused.isPresent()) {
            return Future.succeededFuture(
                    foreign(proven, authzid, false, refused.get().why().considered()));
        }
        return senders.apply(wanted).map(target -> target.<Verdict>map(
                        it -> new Verdict.Accepted(wanted, proven.credential(), proven.reusable(), proven.account()))
                .orElseGet(() -> foreign(proven, authzid, true, List.of())));
    }

    private static Verdict foreign(
            Verdict.Accepted proven, String authzid, boolean permitted, List<String> considered) {
        return new Verdict.Foreign(proven.account(), authzid, permitted, considered);
    }

    /** Whom a log-in has come to be; empty where the account is gone meanwhile. */
    Future<Optional<Sender>> of(Verdict.Accepted accepted) {
        return senders.apply(accepted.account())
                .map(sender -> sender.map(it -> accepted.actor().isEmpty() ? it : it.actedBy(accepted.actor())));
    }

    /** As it is now: empty where it may no longer send, or its actor no longer act as it. */
    Future<Optional<Sender>> again(Sender before) {
        var now = senders.apply(before.name());
        if (before.actor().isEmpty()) {
            return now;
        }
        return Future.all(now, senders.apply(before.actor())).map(both -> both.<Optional<Sender>>resultAt(1)
                .filter(actor -> actor.mayActAs(before.name()) instanceof Ruling.Allowed)
                .flatMap(actor -> now.result().map(sender -> sender.actedBy(actor.name()))));
    }
}
