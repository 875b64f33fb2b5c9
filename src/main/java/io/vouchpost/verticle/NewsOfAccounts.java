package io.vouchpost.verticle;

import io.vertx.core.Future;
import io.vouchpost.account.AccountChanges;
import io.vouchpost.policy.Sender;
import java.util.Optional;
import java.util.function.Function;

/**
 * Passes on to sessions what others changed. A credential or status that changed ends the sessions that go by the old one.
 *
 * @param senders an account as it is now, by name; empty where it may not send
 */
record NewsOfAccounts(Bus bus, Function<String, Future<Optional<Sender>>> senders) implements AccountChanges.Listener {

    @Override
    public void changed(AccountChanges.Change change) {
        switch (change.kind()) {
            case IDENTITIES -> bus.publish(new AccountNews.Changed(change.account(), true));
            case CREDENTIALS -> bus.publish(new AccountNews.CredentialChanged(change.account(), change.credential()));
            case REMOVED -> bus.publish(new AccountNews.Changed(change.account(), false));
            case STATUS ->
                senders.apply(change.account())
                        .map(Optional::isPresent)
                        .otherwise(true) // sessions look for themselves then, before the next message
                        .onSuccess(enabled -> bus.publish(new AccountNews.Changed(change.account(), enabled)));
        }
    }

    @Override
    public void missed() {
        bus.publish(new AccountNews.Uncertain());
    }
}
