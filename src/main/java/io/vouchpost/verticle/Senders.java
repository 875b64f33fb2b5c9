package io.vouchpost.verticle;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.vertx.core.Future;
import io.vouchpost.account.Account;
import io.vouchpost.account.AccountChanges;
import io.vouchpost.account.Accounts;
import io.vouchpost.config.PolicySettings;
import io.vouchpost.policy.Rules;
import io.vouchpost.policy.Sender;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Accounts as the policy sees them, remembered until they or the rules change, so that a log-in does not ask for identities
 * and permissions each time. Without live notifications nothing is remembered. Safe for all threads.
 */
final class Senders {
    private static final Duration MEMORY = Duration.ofMinutes(5);
    private static final long MOST = 10_000;

    private final Accounts accounts;
    private final AccountChanges changes;
    private final Cache<String, Sender> remembered = Caffeine.newBuilder()
            .maximumSize(MOST)
            .expireAfterWrite(MEMORY)
            .executor(Runnable::run)
            .build();
    /** Counts changes: what was asked for before one may be out of date. */
    private final AtomicLong generation = new AtomicLong();

    private volatile Rules rules;

    Senders(Accounts accounts, AccountChanges changes, PolicySettings settings) {
        this.accounts = accounts;
        this.changes = changes;
        this.rules = Rules.of(settings);
        changes.subscribe(new Forgetting());
    }

    /** From now on. Those who have a sender keep it until they ask again. */
    void apply(PolicySettings settings) {
        rules = Rules.of(settings);
        forgetAll();
    }

    private void forgetAll() {
        generation.incrementAndGet();
        remembered.invalidateAll();
    }

    /** Empty when there is no such account, or when it is disabled. */
    Future<Optional<Sender>> find(String name) {
        var known = changes.live() ? remembered.getIfPresent(name) : null;
        if (known != null) {
            return Future.succeededFuture(Optional.of(known));
        }
        long before = generation.get();
        return accounts.find(name).map(found -> {
            var sender = found.filter(Account::enabled).map(rules::sender);
            sender.ifPresent(it -> remember(name, it, before));
            return sender;
        });
    }

    private void remember(String name, Sender sender, long before) {
        if (!changes.live()) {
            return;
        }
        remembered.put(name, sender);
        if (generation.get() != before) { // looked at last: a change that comes now finds it and ends it
            remembered.invalidate(name);
        }
    }

    private final class Forgetting implements AccountChanges.Listener {
        @Override
        public void changed(AccountChanges.Change change) {
            generation.incrementAndGet();
            remembered.invalidate(change.account());
        }

        @Override
        public void missed() {
            forgetAll();
        }
    }
}
