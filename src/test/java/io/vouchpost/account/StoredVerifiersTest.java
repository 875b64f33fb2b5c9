package io.vouchpost.account;

import static io.vouchpost.database.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.config.SaslExample;
import io.vouchpost.config.SaslSettings;
import io.vouchpost.sasl.Clients;
import io.vouchpost.sasl.Credentials.Reason;
import io.vouchpost.sasl.Credentials.Verdict;
import io.vouchpost.sasl.Form;
import io.vouchpost.sasl.Verifiers;
import io.vouchpost.secret.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Proofs without the password: each form, of accounts and devices and of nobody. */
@Timeout(60)
class StoredVerifiersTest {
    private static final Secret PASSWORD = Secret.ofText("open sesame");

    private static Installation installation;
    private static SqlCredentials credentials;
    private static Secret printer;

    @BeforeAll
    static void open() {
        installation = new Installation();
        credentials = installation.credentials(Installation.settings());
        installation.account("alice", "open sesame");
        printer = installation.device("alice", "printer");
        installation.device("alice", "scanner");
    }

    @BeforeEach
    void unbound() {
        installation.sql("UPDATE credentials SET expires = NULL, networks = NULL, mechanisms = NULL");
        installation.sql("UPDATE accounts SET enabled = true, second_factor = 'none'");
    }

    @AfterAll
    static void close() {
        installation.close();
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void aDeviceProvesItselfInEveryForm(Form form) {
        assertThat(proof(form, "ALICE", printer)).isEqualTo(new Verdict.Accepted("alice", "printer", true));
        assertThat(proof(form, "alice", Secret.ofText("wrong"))).isEqualTo(new Verdict.Rejected());
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void theAccountsOwnPasswordIsKeptInThoseFormsOnlyThatAreWeakerThanIt(Form form) {
        assertThat(proof(form, "alice", PASSWORD))
                .isEqualTo(form.equalsPassword() ? new Verdict.Rejected() : new Verdict.Accepted("alice"));
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void nobodyLooksLikeSomebodyUntilTheVerdict(Form form) {
        var known = verifiers("alice", form);
        var unknown = verifiers("nobody", form);
        assertThat(unknown.iterations()).isEqualTo(known.iterations());
        assertThat(unknown.salt()).hasSameSizeAs(known.salt());
        assertThat(unknown.salt()[6] & 0xf0).isEqualTo(known.salt()[6] & 0xf0);
        assertThat(unknown.salt()[8] & 0xc0).isEqualTo(known.salt()[8] & 0xc0);
        var seen = new ArrayList<Integer>();
        Verdict verdict = await(unknown.prove(it -> seen.add(it.length())));
        assertThat(verdict).isEqualTo(new Verdict.Rejected());
        assertThat(seen).containsExactly(form.octets());
    }

    @Test
    void nobodysSaltIsTheSameEachTimeAndOnAllReplicasAndAnothersIsNot() {
        var other = installation.credentials(Installation.settings());
        var salt = verifiers("nobody", Form.SCRAM_SHA_256).salt();
        assertThat(verifiers("Nobody", Form.SCRAM_SHA_1).salt()).isEqualTo(salt);
        assertThat(verifiers(other, "nobody", Form.SCRAM_SHA_256).salt()).isEqualTo(salt);
        assertThat(verifiers("anybody", Form.SCRAM_SHA_256).salt()).isNotEqualTo(salt);
        assertThat(verifiers("a\u0007b", Form.SCRAM_SHA_256).salt()).isNotEqualTo(salt);
        await(other.close());
    }

    @Test
    void whatIsWrongIsToldAfterTheRightProofOnly() {
        installation.sql("UPDATE accounts SET enabled = false WHERE name = 'alice'");
        assertThat(proof(Form.SCRAM_SHA_256, "alice", PASSWORD)).isEqualTo(new Verdict.Disabled("alice"));
        assertThat(proof(Form.SCRAM_SHA_256, "alice", Secret.ofText("wrong"))).isEqualTo(new Verdict.Rejected());
        unbound();
        installation.sql("UPDATE credentials SET networks = '{198.51.100.0/24}' WHERE label = 'printer'");
        assertThat(proof(Form.CRAM_MD5, "alice", printer)).isEqualTo(new Verdict.Rejected(Reason.NETWORK));
        installation.sql("UPDATE credentials SET networks = NULL, mechanisms = '{SCRAM-SHA-1}'");
        assertThat(proof(Form.CRAM_MD5, "alice", printer)).isEqualTo(new Verdict.Rejected(Reason.MECHANISM));
        var proof = installation.form(Form.SCRAM_SHA_1, "alice", printer);
        Verdict bound = await(credentials
                .of(Clients.by("SCRAM-SHA-1-PLUS"))
                .verifiers("alice", Form.SCRAM_SHA_1)
                .compose(it -> it.prove(proof::equals)));
        assertThat(bound).isInstanceOf(Verdict.Accepted.class);
    }

    @Test
    void aSecondFactorThatCannotBeCarriedIsMissing() {
        installation.sql("UPDATE accounts SET second_factor = 'code' WHERE name = 'alice'");
        assertThat(proof(Form.SCRAM_SHA_256, "alice", PASSWORD))
                .isEqualTo(new Verdict.FactorMissing("alice", "a one-time code"));
        assertThat(proof(Form.SCRAM_SHA_256, "alice", printer)).isInstanceOf(Verdict.Accepted.class);
        assertThat(proof(Form.SCRAM_SHA_256, "alice", Secret.ofText("wrong"))).isEqualTo(new Verdict.Rejected());
    }

    @Test
    void whatIsNotKeptIsMissing() {
        installation.account("bob", "open sesame");
        assertThat(proof(Form.CRAM_MD5, "bob", PASSWORD)).isEqualTo(new Verdict.Rejected(Reason.NO_DEVICE_CREDENTIAL));
        installation.sql("DELETE FROM verifiers WHERE credential IN (SELECT c.id FROM credentials c JOIN accounts a"
                + " ON a.id = c.account WHERE a.name = 'bob')");
        assertThat(proof(Form.SCRAM_SHA_256, "bob", PASSWORD)).isEqualTo(new Verdict.VerifierMissing("bob"));
        var device = installation.device("bob", "kettle");
        assertThat(proof(Form.SCRAM_SHA_256, "bob", device)).isInstanceOf(Verdict.Accepted.class);
    }

    @Test
    void whatHasBeenRevokedMeanwhileIsNotAccepted() {
        var device = installation.device("alice", "old");
        var loaded = verifiers("alice", Form.NT_HASH);
        var proof = installation.form(Form.NT_HASH, "alice", device);
        installation.sql("DELETE FROM credentials WHERE label = 'old'");
        assertThat(await(loaded.prove(proof::equals))).isEqualTo(new Verdict.Rejected());
    }

    @Test
    void verifiersOfTwoDevicesInEachOthersPlaceOpenNeither() {
        installation.account("carol", "open sesame");
        var one = installation.device("carol", "one");
        installation.device("carol", "two");
        installation.sql("UPDATE verifiers v SET octets = (SELECT o.octets FROM verifiers o JOIN credentials c"
                + " ON c.id = o.credential WHERE o.form = v.form AND c.label = 'one') WHERE form = 'NT_HASH'"
                + " AND credential = (SELECT id FROM credentials WHERE label = 'two')");
        installation.sql("DELETE FROM verifiers WHERE form = 'NT_HASH'"
                + " AND credential = (SELECT id FROM credentials WHERE label = 'one')");
        assertThat(proof(Form.NT_HASH, "carol", one)).isInstanceOf(Verdict.Unavailable.class);
    }

    @Test
    void theKeyIsRotatedByUse() {
        installation.account("dave", "open sesame");
        var device = installation.device("dave", "rotated");
        var rotated =
                installation.credentials(keys(Optional.of(Installation.key(2)), Optional.of(Installation.key(1))));
        var later = installation.credentials(keys(Optional.of(Installation.key(2)), Optional.empty()));
        assertThat(proof(later, Form.NT_HASH, "dave", device)).isInstanceOf(Verdict.Unavailable.class);
        var before = sealed();
        assertThat(proof(rotated, Form.NT_HASH, "dave", device)).isInstanceOf(Verdict.Accepted.class);
        TestPatience.until(() -> !sealed().equals(before));
        assertThat(proof(later, Form.NT_HASH, "dave", device)).isInstanceOf(Verdict.Accepted.class);
        assertThat(proof(Form.NT_HASH, "dave", device)).isInstanceOf(Verdict.Unavailable.class);
    }

    @Test
    void formsAsGoodAsThePasswordAreKeptOfItWhereTheSettingsSaySoAndNoLongerThanThat() {
        var legacy =
                Installation.settings(SaslExample.cheap(), Optional.of(Installation.key(1)), Optional.empty(), true);
        await(installation.accounts(legacy).add("erin", PASSWORD, List.of(), false));
        var allowed = installation.credentials(legacy);
        assertThat(proof(allowed, Form.CRAM_MD5, "erin", PASSWORD)).isEqualTo(new Verdict.Accepted("erin"));
        assertThat(proof(Form.CRAM_MD5, "erin", PASSWORD)).isEqualTo(new Verdict.Rejected(Reason.NO_DEVICE_CREDENTIAL));
    }

    @Test
    void aNewPasswordLeavesNothingOfTheOld() {
        installation.account("frank", "old");
        await(installation.accounts(Installation.settings()).setPassword("frank", PASSWORD));
        for (var form : List.of(Form.SCRAM_SHA_1, Form.SCRAM_SHA_256, Form.SCRAM_SHA_512)) {
            assertThat(proof(form, "frank", Secret.ofText("old"))).isEqualTo(new Verdict.Rejected());
            assertThat(proof(form, "frank", PASSWORD)).isEqualTo(new Verdict.Accepted("frank"));
        }
    }

    private static Object sealed() {
        return installation.ask("SELECT octets FROM verifiers v JOIN credentials c ON c.id = v.credential"
                + " WHERE c.label = 'rotated' AND v.form = 'NT_HASH'");
    }

    private static SaslSettings keys(Optional<Secret> key, Optional<Secret> previous) {
        return Installation.settings(SaslExample.cheap(), key, previous, false);
    }

    private static Verdict proof(Form form, String name, Secret password) {
        return proof(credentials, form, name, password);
    }

    private static Verdict proof(SqlCredentials credentials, Form form, String name, Secret password) {
        return await(verifiers(credentials, name, form).prove(installation.form(form, name, password)::equals));
    }

    private static Verifiers verifiers(String name, Form form) {
        return verifiers(credentials, name, form);
    }

    private static Verifiers verifiers(SqlCredentials credentials, String name, Form form) {
        return await(credentials.of(Clients.by(form.name().replace('_', '-'))).verifiers(name, form));
    }
}
