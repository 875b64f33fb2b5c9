package io.vouchpost.account;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import io.vouchpost.account.VerifierKey.Opened;
import io.vouchpost.account.VerifierKey.Place;
import io.vouchpost.config.SaslSettings;
import io.vouchpost.sasl.AccountName;
import io.vouchpost.sasl.Client;
import io.vouchpost.sasl.Credentials.Reason;
import io.vouchpost.sasl.Credentials.Verdict;
import io.vouchpost.sasl.Form;
import io.vouchpost.sasl.Verifiers;
import io.vouchpost.secret.Secret;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks up what a password can be proven by without being shown, and opens what is sealed. */
final class StoredVerifiers {
    private static final Logger LOG = LoggerFactory.getLogger(StoredVerifiers.class);
    private static final String RESEAL =
            "UPDATE verifiers SET octets = $4 WHERE credential = $1 AND form = $2 AND octets = $3";

    private final SqlClient client;
    private final VerifierLookup lookup;
    private final Regulars regulars;
    private final Judgement judgement;
    private final Decoys decoys;
    private volatile Terms terms;

    /**
     * What may change meanwhile, each look-up by one of them.
     *
     * @param key made of the settings
     */
    private record Terms(SaslSettings settings, Optional<VerifierKey> key) {
        static Terms of(SaslSettings settings) {
            return new Terms(settings, VerifierKey.of(settings.verifiers()));
        }
    }

    StoredVerifiers(SqlClient client, Regulars regulars, Judgement judgement, Decoys decoys, SaslSettings settings) {
        this.client = client;
        this.lookup = new VerifierLookup(client);
        this.regulars = regulars;
        this.judgement = judgement;
        this.decoys = decoys;
        this.terms = Terms.of(settings);
    }

    /** New settings, from now on. */
    void apply(SaslSettings settings) {
        terms = Terms.of(settings);
    }

    /** Fails never. */
    Future<Verifiers> find(String authcid, Form form, Client from) {
        var name = AccountName.valueOrNobodys(authcid);
        var now = terms;
        return lookup.find(name, form, regulars.place(authcid, from))
                .map(rows -> rows.isEmpty() ? nobodys(authcid, form, now) : anAccounts(rows, form, from, now))
                .otherwise(fault -> Verifiers.none(Outage.verdict(fault)));
    }

    private Verifiers nobodys(String authcid, Form form, Terms now) {
        return new LoadedVerifiers(
                decoys.salt(authcid),
                now.settings().verifiers().scramIterations(),
                List.of(),
                decoys.verifier(form),
                new Verdict.Rejected(),
                match -> Future.succeededFuture(new Verdict.Rejected()));
    }

    private Verifiers anAccounts(List<Row> rows, Form form, Client from, Terms now) {
        var owner = CredentialOwner.of(rows.get(0));
        var kept =
                rows.stream().filter(row -> isKept(row, form, now.settings())).toList();
        var opened = kept.stream()
                .flatMap(row -> open(row, form, now.key()).stream())
                .toList();
        return new LoadedVerifiers(
                owner.salt().getBytes(),
                owner.iterations(),
                opened,
                decoys.verifier(form),
                unproven(owner, form, rows, kept.size(), opened.size()),
                match -> right(match, form, from, now.key()));
    }

    /** A row is there for each credential, whether it has this form or not. */
    private static boolean isKept(Row row, Form form, SaslSettings settings) {
        if (row.getBuffer("octets") == null) {
            return false;
        }
        // the settings may have turned it off since, or changed the realm
        boolean meant = !form.equalsPassword() || !row.getBoolean("own") || settings.legacyOnPrimary();
        return meant && (form != Form.DIGEST_MD5 || settings.realm().equals(row.getString("realm")));
    }

    private Optional<LoadedVerifiers.Candidate> open(Row row, Form form, Optional<VerifierKey> key) {
        long credential = row.getLong("credential");
        var octets = row.getBuffer("octets").getBytes();
        var opened = form.equalsPassword()
                ? key.flatMap(it -> it.open(octets, Place.of(form, credential)))
                : Optional.of(new Opened(Secret.ofOctets(octets), false));
        return opened.filter(it -> it.plain().length() == form.octets())
                .map(it -> new LoadedVerifiers.Candidate(
                        new StoredCredential.Key(credential, row.get(OffsetDateTime.class, "created")),
                        it.plain(),
                        it.stale() ? Optional.of(Buffer.buffer(octets)) : Optional.empty()));
    }

    /** The verdict on a proof that fits nothing. */
    private static Verdict unproven(CredentialOwner owner, Form form, List<Row> rows, int kept, int opened) {
        if (opened < kept) {
            return new Verdict.Unavailable("a verifier that the keys of this installation do not open");
        }
        if (form.equalsPassword()) {
            return kept == 0 ? new Verdict.Rejected(Reason.NO_DEVICE_CREDENTIAL) : new Verdict.Rejected();
        }
        boolean ownMissing = rows.stream()
                .anyMatch(row -> Boolean.TRUE.equals(row.getBoolean("own")) && row.getBuffer("octets") == null);
        return ownMissing ? new Verdict.VerifierMissing(owner.name()) : new Verdict.Rejected();
    }

    private Future<Verdict> right(LoadedVerifiers.Candidate match, Form form, Client from, Optional<VerifierKey> key) {
        return StoredCredential.find(client, match.key())
                .compose(found -> found.map(credential -> {
                            match.stale().ifPresent(octets -> reseal(match, form, octets, key.orElseThrow()));
                            return judgement.on(credential, from, Optional.empty());
                        })
                        .orElseGet(() -> Future.succeededFuture(new Verdict.Rejected())))
                .onSuccess(verdict -> regulars.learn(verdict, from))
                .otherwise(Outage::verdict)
                .onComplete(done -> match.secret().close());
    }

    /** What was sealed under the previous key is sealed under the current one, so that the previous can go. */
    private void reseal(LoadedVerifiers.Candidate match, Form form, Buffer octets, VerifierKey key) {
        long credential = match.key().id();
        var anew = Buffer.buffer(key.seal(match.secret(), Place.of(form, credential)));
        client.preparedQuery(RESEAL)
                .execute(Tuple.of(credential, form.name(), octets, anew))
                .onFailure(fault -> LOG.debug("a verifier was not sealed anew: {}", Outage.cause(fault)));
    }
}
