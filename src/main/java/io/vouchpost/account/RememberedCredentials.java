package io.vouchpost.account;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.vertx.core.Future;
import io.vouchpost.sasl.AccountName;
import io.vouchpost.sasl.Client;
import io.vouchpost.sasl.Credentials;
import io.vouchpost.sasl.Credentials.Reason;
import io.vouchpost.sasl.Credentials.Verdict;
import io.vouchpost.sasl.Form;
import io.vouchpost.sasl.Verifiers;
import io.vouchpost.secret.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
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
 * remembered or recalled. Only right passwords of enabled accounts are, and no one-time codes: guessing is as slow as ever.
 */
public final class RememberedCredentials implements Credentials.Source {
    /** One takes some 400 octets: so all of them never take more than a small part of the heap. */
    private static final long HEAP_FOR_EACH = 6_000;

    private static final String ALGORITHM = "HmacSHA256";

    private final Credentials.Source credentials;
    private final AccountChanges changes;
    private final Mac keyed;
    /** By HMAC. */
    private final Cache<ByteBuffer, Verdict.Accepted> remembered;
    /** By HMAC, so that the many connections of one busy device do not each wait for a hash of the same. */
    private final ConcurrentMap<ByteBuffer, Check> underWay = new ConcurrentHashMap<>();
    /** Counts changes: a check that one has overtaken may have seen the old password. */
    private final AtomicLong generation = new AtomicLong();

    /**
     * @param generation when it began: one from before a change tells nothing about after it
     */
    private record Check(long generation, Future<Verdict> verdict) {}

    /**
     * @param memory how long a right password is remembered; longer than zero
     */
    public RememberedCredentials(Credentials.Source credentials, AccountChanges changes, Duration memory) {
        this(credentials, changes, memory, Ticker.systemTicker());
    }

    RememberedCredentials(Credentials.Source credentials, AccountChanges changes, Duration memory, Ticker ticker) {
        this.credentials = credentials;
        this.changes = changes;
        this.keyed = mac();
        this.remembered = Caffeine.newBuilder()
                .maximumSize(Runtime.getRuntime().maxMemory() / HEAP_FOR_EACH)
                .expireAfterWrite(memory)
                .ticker(ticker)
                .executor(Runnable::run)
                .build();
        changes.subscribe(new Forgetting());
    }

    @Override
    public Credentials of(Client client) {
        return new Remembering(client, credentials.of(client));
    }

    private Future<Verdict> check(Client client, Credentials checked, String authcid, Secret password) {
        var name = AccountName.of(authcid);
        if (name.isEmpty() || !changes.live()) {
            return checked.check(authcid, password);
        }
        var key = digest(client, name.get(), password);
        var accepted = remembered.getIfPresent(key);
        if (accepted != null) {
            return Future.succeededFuture(accepted);
        }
        var before = generation.get();
        var going = underWay.get(key);
        if (going != null && going.generation() == before) {
            return going.verdict()
                    .compose(found ->
                            isForAll(found) ? Future.succeededFuture(found) : checked.check(authcid, password));
        }
        var verdict = checked.check(authcid, password).onSuccess(found -> {
            if (found instanceof Verdict.Accepted right && right.reusable()) {
                remember(key, right, before);
            }
        });
        var check = new Check(before, verdict);
        underWay.put(key, check);
        return verdict.onComplete(done -> underWay.remove(key, check));
    }

    /** Not so what a one-time code was used up for, nor what went by the certificate of one connection. */
    private static boolean isForAll(Verdict verdict) {
        return verdict instanceof Verdict.Accepted accepted
                ? accepted.reusable()
                : !verdict.equals(new Verdict.Rejected(Reason.CERTIFICATE));
    }

    private void remember(ByteBuffer key, Verdict.Accepted right, long before) {
        remembered.put(key, right);
        // looked at last: a change that comes now finds it and ends it
        if (generation.get() != before || !changes.live()) {
            remembered.invalidate(key);
        }
    }

    /** A device credential may be bound to an address or a mechanism: what is right from one may be wrong from another. */
    private ByteBuffer digest(Client client, AccountName name, Secret password) {
        var mac = copy();
        for (var part : List.of(client.address(), client.mechanism(), name.value())) {
            var octets = part.getBytes(StandardCharsets.UTF_8);
            // the length keeps the boundary: "ab" and "c" are not "a" and "bc"
            mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(octets.length).flip());
            mac.update(octets);
        }
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
        private final Client client;
        private final Credentials checked;

        Remembering(Client client, Credentials checked) {
            this.client = client;
            this.checked = checked;
        }

        @Override
        public Future<Verdict> check(String authcid, Secret password) {
            return RememberedCredentials.this.check(client, checked, authcid, password);
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
            remembered.asMap().values().removeIf(it -> it.account().equals(change.account()));
        }

        /** No credential has. */
        @Override
        public void rightsChanged() {}

        @Override
        public void missed() {
            generation.incrementAndGet();
            remembered.invalidateAll();
        }
    }
}
