package io.vouchpost.account;

import static io.vouchpost.database.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vouchpost.config.SaslExample;
import io.vouchpost.config.SaslSettings;
import io.vouchpost.config.VerifierSettings;
import io.vouchpost.database.Database;
import io.vouchpost.database.TestDatabase;
import io.vouchpost.sasl.Channel;
import io.vouchpost.sasl.Client;
import io.vouchpost.sasl.Credentials.Reason;
import io.vouchpost.sasl.Credentials.Verdict;
import io.vouchpost.sasl.Form;
import io.vouchpost.secret.Secret;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DeviceCredentialsTest {
    private static final Instant LATER = Instant.now().plus(Duration.ofDays(1)).truncatedTo(ChronoUnit.MILLIS);

    private final Vertx vertx = Vertx.vertx();
    private Database database;
    private DeviceCredentials devices;
    private SqlCredentials checks;

    @BeforeEach
    void open() {
        database = TestDatabase.open(vertx);
        var accounts = new Accounts(vertx, database.pool(), SaslExample.cheap());
        await(accounts.add("alice", Secret.ofText("own password"), List.of(), false));
        await(accounts.add("bob", Secret.ofText("own password"), List.of(), false));
        use(SaslExample.cheap());
        checks = await(SqlCredentials.create(vertx, database.pool(), SaslExample.cheap(), SecondFactors.NONE));
    }

    @AfterEach
    void close() {
        await(checks.close());
        await(database.close());
        await(vertx.close());
    }

    private void use(SaslSettings settings) {
        devices = new DeviceCredentials(vertx, database.pool(), settings);
    }

    static SaslSettings withKey() {
        var cheap = SaslExample.cheap();
        var key = Secret.ofText("0123456789abcdef0123456789abcdef");
        return new SaslSettings(
                cheap.mechanisms(),
                cheap.realm(),
                cheap.names(),
                cheap.channelBinding(),
                cheap.legacyOnPrimary(),
                cheap.ntlmV1(),
                cheap.exchangeTimeout(),
                cheap.remember(),
                cheap.hash(),
                new VerifierSettings(4_096, Optional.of(key), Optional.empty()),
                cheap.oauth());
    }

    private static DeviceCredential credential(String label, String... mechanisms) {
        return DeviceCredential.typed(label, List.of(mechanisms), List.of(), Optional.empty());
    }

    private Verdict check(Secret secret, String address, String mechanism) {
        return await(checks.of(new Client("TEST", "client.example", address, mechanism, Channel.BARE))
                .check("alice", secret));
    }

    @Test
    void theSecretLogsInWhereAndHowItMay() {
        var made = await(devices.add(
                "Alice",
                DeviceCredential.typed("printer", List.of("login"), List.of("192.0.2.0/24"), Optional.empty())));
        assertThat(check(made.secret(), "192.0.2.7", "LOGIN"))
                .isEqualTo(new Verdict.Accepted("alice", "printer", true));
        assertThat(check(made.secret(), "192.0.2.7", "PLAIN")).isEqualTo(new Verdict.Rejected(Reason.MECHANISM));
        assertThat(check(made.secret(), "198.51.100.7", "LOGIN")).isEqualTo(new Verdict.Rejected(Reason.NETWORK));
        await(devices.revoke("alice", "printer"));
        assertThat(check(made.secret(), "192.0.2.7", "LOGIN")).isEqualTo(new Verdict.Rejected());
        assertThat(check(Secret.ofText("own password"), "192.0.2.7", "PLAIN")).isEqualTo(new Verdict.Accepted("alice"));
    }

    @Test
    void allAreListedAndWhenEachWasLastUsed() {
        var asked = DeviceCredential.typed(
                " Müllers Drucker ",
                List.of("SCRAM-SHA-256-PLUS", "plain"),
                List.of("::1", "10.0.0.0/8"),
                Optional.of(LATER));
        await(devices.add("alice", asked));
        await(devices.add("alice", credential("scanner")));
        var now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        var usage = new UsageLog(vertx, database.pool());
        usage.count(new UsageLog.Kind("alice", "PLAIN", "TLSv1.3", "scanner", "c"), "::1", now.plusSeconds(60));
        usage.count(
                new UsageLog.Kind("alice", "PLAIN", "TLSv1.3", "Müllers Drucker", "c"), "::1", now.minusSeconds(900));
        await(usage.close());

        var listed = await(devices.list("ALICE"));
        assertThat(listed)
                .extracting(DeviceCredentials.Listed::credential)
                .containsExactlyInAnyOrder(
                        new DeviceCredential(
                                "Müllers Drucker",
                                List.of("SCRAM-SHA-256", "PLAIN"),
                                List.of("::1", "10.0.0.0/8"),
                                Optional.of(LATER)),
                        credential("scanner"));
        assertThat(listed)
                .filteredOn(it -> it.credential().label().equals("scanner"))
                .extracting(DeviceCredentials.Listed::lastUsed)
                .containsExactly(Optional.of(now.plusSeconds(60)));
        assertThat(listed)
                .filteredOn(it -> it.credential().networks().size() == 2)
                .as("another of that label, before it")
                .extracting(DeviceCredentials.Listed::lastUsed)
                .containsExactly(Optional.empty());
        assertThat(await(devices.list("bob"))).isEmpty();
    }

    @Test
    void whatIsKeptIsForEveryMechanismWhereThereIsAKey() {
        await(devices.add("alice", credential("without")));
        assertThat(forms("without")).containsExactlyInAnyOrder("SCRAM_SHA_1", "SCRAM_SHA_256", "SCRAM_SHA_512");
        use(withKey());
        await(devices.add("alice", credential("with", "CRAM-MD5")));
        assertThat(forms("with"))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(Form.values()).map(Enum::name).toList());
    }

    private List<String> forms(String label) {
        return await(database.pool()
                        .query("SELECT form FROM verifiers v JOIN credentials c ON c.id = v.credential WHERE label = '"
                                + label + "'")
                        .execute())
                .stream()
                .map(row -> row.getString(0))
                .toList();
    }

    @Test
    void whatCannotBeIsASentence() {
        assertThatThrownBy(() -> await(devices.add("alice", credential("fax", "CRAM-MD5"))))
                .isInstanceOf(AccountException.class)
                .hasMessageContaining("sasl.verifierKey");
        await(devices.add("alice", credential("fax")));
        assertThatThrownBy(() -> await(devices.add("alice", credential("fax"))))
                .isInstanceOf(AccountException.class)
                .hasMessageContaining("already");
        await(devices.add("bob", credential("fax")));
        assertThatThrownBy(() -> await(devices.revoke("alice", "telex")))
                .isInstanceOf(AccountException.class)
                .hasMessageContaining("no credential telex");
        assertThatThrownBy(() -> await(devices.add("nobody", credential("fax"))))
                .isInstanceOf(AccountException.class)
                .hasMessage("There is no account named nobody.");
        assertThatThrownBy(() -> await(devices.list("nobody"))).isInstanceOf(AccountException.class);
        assertThatThrownBy(() -> await(devices.revoke("nobody", "fax"))).isInstanceOf(AccountException.class);
        assertThatThrownBy(() -> credential("x".repeat(65))).isInstanceOf(AccountException.class);
        assertThatThrownBy(() -> credential(" ")).isInstanceOf(AccountException.class);
        assertThatThrownBy(() -> credential("fax", "XOAUTH2"))
                .isInstanceOf(AccountException.class)
                .hasMessageContaining("choose from PLAIN, LOGIN");
        assertThatThrownBy(() -> DeviceCredential.typed("fax", List.of(), List.of("192.0.2.7/24"), Optional.empty()))
                .isInstanceOf(AccountException.class)
                .hasMessageContaining("192.0.2.7/24");
    }

    @Test
    void anAccountHasAHundredAtMost() {
        await(database.pool()
                .query("INSERT INTO credentials (account, kind, verifier, label, selector)"
                        + " SELECT a.id, 'device', 'none', 'device ' || i, 's' || i"
                        + " FROM accounts a, generate_series(1, 100) AS i WHERE name = 'alice'")
                .execute());
        assertThatThrownBy(() -> await(devices.add("alice", credential("one more"))))
                .isInstanceOf(AccountException.class)
                .hasMessageContaining("100");
        await(devices.revoke("alice", "device 7"));
        await(devices.add("alice", credential("one more")));
    }
}
