package io.vouchpost.account;

import static io.vouchpost.database.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vouchpost.config.Authority;
import io.vouchpost.config.SaslExample;
import io.vouchpost.database.Database;
import io.vouchpost.database.TestDatabase;
import io.vouchpost.sasl.Credentials.Reason;
import io.vouchpost.sasl.Credentials.Verdict;
import io.vouchpost.secret.Secret;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whom a certificate stands for, by a real database and real certificates. */
class CertificateLoginTest {
    private static final Verdict NOBODY = new Verdict.Rejected(Reason.CERTIFICATE);

    private final Vertx vertx = Vertx.vertx();
    private final Database database = TestDatabase.open(vertx);
    private final Accounts accounts = new Accounts(vertx, database.pool(), SaslExample.cheap());
    private final Certificates certificates = new Certificates(database.pool());
    private final Authority authority = new Authority("CA");
    private List<X509Certificate> authorities = List.of(authority.certificate());
    private final CertificateLogin login =
            new CertificateLogin(vertx, certificates, () -> authorities, Clock.systemUTC());

    @BeforeEach
    void setUp() {
        add("alice@example.org", "alice@example.org", "post@example.org");
        add("bob", "bob@example.org", "shared@example.org", "*@bob.example.org");
        add("carol", "carol@example.org", "shared@example.org");
    }

    @AfterEach
    void tearDown() {
        await(database.close());
        await(vertx.close());
    }

    @Test
    void aPinnedCertificateNeedsNobodyToVouchForIt() {
        authorities = List.of();
        var own = new Authority("self-signed").certificate();
        assertThat(verdict("", own)).isEqualTo(NOBODY);

        await(certificates.add("Alice@Example.org", Fingerprint.of(own), "laptop"));

        assertThat(verdict("", own)).isEqualTo(alice());
        assertThat(verdict("ALICE@example.org", own)).isEqualTo(alice());
        assertThat(verdict("bob", own)).isEqualTo(new Verdict.Foreign("alice@example.org", "bob"));
        assertThat(verdict("\u0001", own)).isInstanceOf(Verdict.Foreign.class);

        await(certificates.remove("alice@example.org", Fingerprint.of(own)));
        assertThat(verdict("", own)).isEqualTo(NOBODY);
    }

    @Test
    void anAddressIsThatOfAnAccountByNameOrByTheOnlySuchIdentity() {
        assertThat(verdict("", issued("alice@example.org"))).isEqualTo(alice());
        assertThat(verdict("", issued("Post@Example.ORG"))).isEqualTo(alice());
        assertThat(verdict("", issued("bob@example.org"))).isEqualTo(new Verdict.Accepted("bob"));
        assertThat(verdict("bob", issued("bob@example.org"))).isEqualTo(new Verdict.Accepted("bob"));
        assertThat(verdict("bob@example.org", issued("bob@example.org"))).isEqualTo(new Verdict.Accepted("bob"));

        assertThat(verdict("", issued("shared@example.org"))).isEqualTo(NOBODY);
        assertThat(verdict("bob", issued("shared@example.org"))).isEqualTo(NOBODY);
        assertThat(verdict("", issued("any@bob.example.org"))).as("a pattern").isEqualTo(NOBODY);
        assertThat(verdict("", issued("*@bob.example.org")))
                .as("the pattern itself")
                .isEqualTo(NOBODY);
        assertThat(verdict("", issued("nobody@example.org"))).isEqualTo(NOBODY);
        assertThat(verdict("", issued())).isEqualTo(NOBODY);
    }

    @Test
    void ofSeveralTheClientHasToSayWhich() {
        var both = issued("alice@example.org", "bob@example.org");
        assertThat(verdict("", both)).isEqualTo(NOBODY);
        assertThat(verdict("bob", both)).isEqualTo(new Verdict.Accepted("bob"));
        assertThat(verdict("alice@example.org", both)).isEqualTo(alice());
        assertThat(verdict("carol", both)).isEqualTo(NOBODY);

        await(certificates.add("carol", Fingerprint.of(both), ""));
        assertThat(verdict("", both)).isEqualTo(new Verdict.Accepted("carol"));
        assertThat(verdict("bob", both)).isEqualTo(new Verdict.Accepted("bob"));
    }

    @Test
    void anAddressCountsOnlyWhereAnAuthorityVouchesForIt() {
        var forged = new Authority("CA").issue("mallory", "alice@example.org").certificate();
        assertThat(verdict("", forged)).isEqualTo(NOBODY);
        assertThat(verdict("alice@example.org", forged)).isEqualTo(NOBODY);

        var selfSigned = issued("alice@example.org");
        authorities = List.of();
        assertThat(verdict("", selfSigned)).isEqualTo(NOBODY);
        authorities = List.of(selfSigned);
        assertThat(verdict("", selfSigned)).as("named itself").isEqualTo(alice());
    }

    @Test
    void anAuthorityBetweenIsTakenFromTheClientOrFromTheFile() {
        var between = authority.subordinate("between");
        var shown = between.issue("alice", "alice@example.org").certificate();
        assertThat(verdict("", shown)).isEqualTo(NOBODY);
        assertThat(verdict("", shown, between.certificate())).isEqualTo(alice());
        authorities = List.of(authority.certificate(), between.certificate());
        assertThat(verdict("", shown)).isEqualTo(alice());

        authorities = List.of(authority.certificate());
        var client = authority.issue("client", "bob@example.org");
        assertThat(client.certificate().getBasicConstraints()).isNegative();
        assertThat(verdict(
                        "",
                        new Authority("client").issue("x", "alice@example.org").certificate(),
                        client.certificate()))
                .as("a client is no authority")
                .isEqualTo(NOBODY);
    }

    @Test
    void onesTimeAndPurposeCount() {
        var ended = issuedAt(Instant.now().minus(Duration.ofDays(2)), KeyPurposeId.id_kp_clientAuth);
        var toCome = issuedAt(Instant.now().plus(Duration.ofDays(2)), KeyPurposeId.id_kp_clientAuth);
        var ofServer = issuedAt(Instant.now(), KeyPurposeId.id_kp_serverAuth);
        for (var unfit : List.of(ended, toCome, ofServer)) {
            assertThat(verdict("", unfit)).isEqualTo(NOBODY);
        }
        await(certificates.add("alice@example.org", Fingerprint.of(ended), ""));
        assertThat(verdict("", ended)).as("pinned, but expired").isEqualTo(NOBODY);
    }

    @Test
    void aDisabledAccountIsToldAndAnOutageToo() {
        await(accounts.setEnabled("bob", false));
        assertThat(verdict("", issued("bob@example.org"))).isEqualTo(new Verdict.Disabled("bob"));

        await(database.close());
        assertThat(verdict("", issued("alice@example.org"))).isInstanceOf(Verdict.Unavailable.class);
    }

    @Test
    void theyAreListedAndEachBelongsToOneAccount() {
        var fingerprint = Fingerprint.of(issued());
        await(certificates.add("bob", fingerprint, "laptop"));
        await(certificates.add("bob", fingerprint, "old laptop"));
        assertThat(await(certificates.list("BOB"))).containsExactly(new Certificates.Pinned(fingerprint, "old laptop"));

        assertThatThrownBy(() -> await(certificates.add("carol", fingerprint, "")))
                .isInstanceOf(AccountException.class)
                .hasMessageContaining("pinned to another account");
        assertThatThrownBy(() -> await(certificates.add("nobody", fingerprint, "")))
                .hasMessage("There is no account named nobody.");
        assertThatThrownBy(() -> await(certificates.list("nobody"))).isInstanceOf(AccountException.class);
        assertThatThrownBy(() -> await(certificates.remove("carol", fingerprint)))
                .isInstanceOf(AccountException.class);
        assertThatThrownBy(() -> await(certificates.add("bob", fingerprint, "x".repeat(65))))
                .isInstanceOf(AccountException.class);
    }

    @Test
    void aFingerprintIsReadAsProgramsPrintIt() {
        var fingerprint = Fingerprint.of(issued());
        var colons = fingerprint.hex().toUpperCase(java.util.Locale.ROOT).replaceAll("(..)(?=.)", "$1:");
        assertThat(Fingerprint.of(colons)).contains(fingerprint);
        assertThat(Fingerprint.of("abcd")).isEmpty();
        assertThat(Fingerprint.of("g".repeat(64))).isEmpty();
    }

    private static Verdict alice() {
        return new Verdict.Accepted("alice@example.org");
    }

    private X509Certificate issued(String... addresses) {
        return authority.issue("client", addresses).certificate();
    }

    private X509Certificate issuedAt(Instant then, KeyPurposeId purpose) {
        return authority.issue("client", then, purpose, "alice@example.org").certificate();
    }

    private Verdict verdict(String authzid, X509Certificate... chain) {
        return await(login.verdict(List.of(chain), authzid));
    }

    private void add(String name, String... identities) {
        await(accounts.add(name, Secret.ofText("correct horse"), List.of(identities), false));
    }
}
