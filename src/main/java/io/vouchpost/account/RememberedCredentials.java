package io.vouchpost.account;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.vertx.core.Future;
import io.vouchpost.sasl.AccountName;
import io.vouchpost.sasl.Client;
import io.vouchpost.sasl.Credentials;
import io.vouchpost.sasl.Credentials.Verdict;
import io.vouchpost.sasl.Form;
import io.vouchpost.sasl.Verifiers;
import io.vouchpost.secret.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Remembers for a few minutes which passwords were right, so that a client which logs in each second does not cost a hash
 * each second. What is kept is an HMAC under a key that this process has made up and nobody else ever sees.
 *
 * <p>Any change to the account ends it, in all replicas, and without live notifications of such changes nothing is
 * remembered or recalled. Only right passwords of enabled accounts are: guessing is as slow as ever.
 */
public final class RememberedCredentials implements Credentials.Source {
    private static final Duration MEMORY = Duration.ofMinutes(5);
    private static final long MOST = 10_000;
    private static final String ALGORITHM = "HmacSHA256";

    private final Credentials.Source credentials;
    private final AccountChanges changes;
    private final Mac keyed;
    /** By HMAC, the account's name. */
    private final Cache<ByteBuffer, String> remembered;
    /** By HMAC, so that the many connections of one busy device do not each wait for a hash of the same. */
    private final ConcurrentMap<ByteBuffer, Check> underWay = new ConcurrentHashMap<>();
    /** Counts changes: a check that one has overtaken may have seen the old password. */
    private final AtomicLong generation = new AtomicLong();

    /**
     * @param generation when it began: one from before a change tells nothing about after it
     */
    private record Check(long generation, Future<Verdict> verdict) {}

    public RememberedCredentials(Credentials.Source credentials, AccountChanges changes) {
        this(credentials, changes, Ticker.systemTicker());
    }

    RememberedCredentials(Credentials.Source credentials, AccountChanges changes, Ticker ticker) {
        this.credentials = credentials;
        this.changes = changes;
        this.keyed = mac();
        this.remembered = Caffeine.newBuilder()
                .maximumSize(MOST)
                .expireAfterWrite(MEMORY)
                .ticker(ticker)
                .executor(Runnable::run)
                .build();
        changes.subscribe(new Forgetting());
    }

    @Override
    public Credentials of(Client client) {
        return new Remembering(credentials.of(client));
    }

    private Future<Verdict> check(Credentials checked, String authcid, Secret password) {
        var name = AccountName.of(authcid);
        if (name.isEmpty() || !changes.live()) {
            return checked.check(authcid, password);
        }
        var key = digest(name.get(), password);
        var account = remembered.getIfPresent(key);
        if (account != null) {
            return Future.succeededFuture(new Verdict.Accepted(account));
        }
        var before = generation.get();
        var going = underWay.get(key);
        if (going != null && going.generation() == before) {
            return going.verdict();
        }
        var verdict = checked.check(authcid, password).onSuccess(found -> {
            if (found instanceof Verdict.Accepted accepted) {
                remember(key, accepted.account(), before);
            }
        });
        var check = new Check(before, verdict);
        underWay.put(key, check);
        return verdict.onComplete(done -> underWay.remove(key, check));
    }

    private void remember(ByteBuffer key, String account, long before) {
        remembered.put(key, account);
        // looked at last: a change that comes now finds it and ends it
        if (generation.get() != before || !changes.live()) {
            remembered.invalidate(key);
        }
    }

    private ByteBuffer digest(AccountName name, Secret password) {
        var octets = name.value().getBytes(StandardCharsets.UTF_8);
        var mac = copy();
        // the length keeps the boundary: "ab" and "c" are not "a" and "bc"
        mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(octets.length).flip());
        mac.update(octets);
        return ByteBuffer.wrap(mac.doFinal(password.octets()));
    }

    private static Mac mac() {
        var key = new byte[32];
        new SecureRandom().nextBytes(key);
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has " + ALGORITHM, e);
        }
    }

    /** A Mac has state and callers have threads: each takes a copy of the one that knows the key. */
    private Mac copy() {
        try {
            return (Mac) keyed.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the Mac of the Java runtime can be copied", e);
        }
    }

    /** Passwords are remembered; other proofs are made anew each time, and cost little. */
    private final class Remembering implements Credentials {
        private final Credentials checked;

        Remembering(Credentials checked) {
            this.checked = checked;
        }

        @Override
        public Future<Verdict> check(String authcid, Secret password) {
            return RememberedCredentials.this.check(checked, authcid, password);
        }

        @Override
        public Future<Verifiers> verifiers(String authcid, Form form) {
            return checked.verifiers(authcid, form);
        }

        @Override
        public Future<Verdict> token(String authcid, Secret token) {
            return checked.token(authcid, token);
        }

        @Override
        public Future<Verdict> certificate(String authzid) {
            return checked.certificate(authzid);
        }
    }

    private final class Forgetting implements AccountChanges.Listener {

        @Override
        public void changed(AccountChanges.Change change) {
            generation.incrementAndGet();
            remembered.asMap().values().removeIf(change.account()::equals);
        }

        @Override
        public void missed() {
            generation.incrementAndGet();
            remembered.invalidateAll();
        }
    }
}
