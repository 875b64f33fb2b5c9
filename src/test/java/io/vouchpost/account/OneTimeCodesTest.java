package io.vouchpost.account;

import static io.vouchpost.database.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.auth.otp.Authenticator;
import io.vertx.ext.auth.otp.OtpCredentials;
import io.vertx.ext.auth.otp.hotp.HotpAuth;
import io.vertx.ext.auth.otp.hotp.HotpAuthOptions;
import io.vertx.sqlclient.Tuple;
import io.vouchpost.config.SaslExample;
import io.vouchpost.config.SaslSettings;
import io.vouchpost.config.VerifierSettings;
import io.vouchpost.database.Database;
import io.vouchpost.database.TestDatabase;
import io.vouchpost.secret.Secret;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class OneTimeCodesTest {
    /** RFC 6238 Appendix B: {@code 12345678901234567890}, in base32. */
    private static final String RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    private static final SaslSettings SETTINGS = DeviceCredentialsTest.withKey();
    private static final VerifierKey KEY = VerifierKey.of(SETTINGS.verifiers()).orElseThrow();

    private final Vertx vertx = Vertx.vertx();
    private Database database;
    private SecondFactorSetup setup;
    private long alice;

    @BeforeEach
    void open() {
        database = TestDatabase.open(vertx);
        await(new Accounts(vertx, database.pool(), SETTINGS).add("alice", Secret.ofText("x"), List.of(), false));
        setup = new SecondFactorSetup(database.pool(), SETTINGS);
        alice = await(database.pool().query("SELECT id FROM accounts").execute())
                .iterator()
                .next()
                .getLong(0);
    }

    @AfterEach
    void close() {
        await(database.close());
        await(vertx.close());
    }

    private OneTimeCodes at(long seconds) {
        return new OneTimeCodes(
                database.pool(), Optional.of(KEY), Clock.fixed(Instant.ofEpochSecond(seconds), ZoneOffset.UTC));
    }

    private boolean redeem(long seconds, String code) {
        return await(at(seconds).redeem(alice, Secret.ofText(code)));
    }

    private void keep(String secret) {
        var sealed = Buffer.buffer(KEY.seal(Secret.ofText(secret), VerifierKey.Place.ofOneTimeCodes(alice)));
        await(database.pool()
                .preparedQuery("INSERT INTO totp (account, secret) VALUES ($1, $2)")
                .execute(Tuple.of(alice, sealed)));
    }

    /** RFC 6238 Appendix B, the last six of the eight digits. */
    @ParameterizedTest
    @CsvSource({
        "59, 287082",
        "1111111109, 081804",
        "1111111111, 050471",
        "1234567890, 005924",
        "2000000000, 279037",
        "20000000000, 353130"
    })
    void theCodesOfTheRfcAreRightOnceEach(long seconds, String code) {
        keep(RFC_SECRET);
        assertThat(redeem(seconds, code)).isTrue();
        assertThat(redeem(seconds, code)).as("used").isFalse();
    }

    @Test
    void aClockMayBeOneStepOff() {
        keep(RFC_SECRET);
        assertThat(redeem(1234567890 - 60, "005924")).isFalse();
        assertThat(redeem(1234567890 + 60, "005924")).isFalse();
        assertThat(redeem(1234567890 - 30, "005924")).isTrue();
    }

    @Test
    void nothingOlderThanTheLastWorks() {
        keep(RFC_SECRET);
        assertThat(redeem(1111111111, "050471")).isTrue();
        assertThat(redeem(1111111111, "081804")).as("the step before").isFalse();
    }

    @Test
    void aCodeThatTwoSendAtATimeIsGoodForOne() {
        keep(RFC_SECRET);
        var codes = at(59);
        var both = List.of(codes.redeem(alice, Secret.ofText("287082")), codes.redeem(alice, Secret.ofText("287082")));
        await(Future.all(both));
        assertThat(both).extracting(Future::result).containsExactlyInAnyOrder(true, false);
    }

    @Test
    void whatIsNoCodeIsWrong() {
        keep(RFC_SECRET);
        for (var code : List.of("", "287083", "28708", "0287082", "aaaa-bbbb-cccc-dddd")) {
            assertThat(redeem(59, code)).as(code).isFalse();
        }
        assertThat(await(at(59).redeem(alice + 1, Secret.ofText("287082")))).isFalse();
    }

    @Test
    void recoveryCodesWorkOnceEachHoweverTheyAreWritten() {
        var codes = await(setup.enableCodes("ALICE")).recoveryCodes();
        assertThat(codes).hasSize(10);
        var first = codes.get(0).reveal();
        assertThat(redeem(59, first)).isTrue();
        assertThat(redeem(59, first)).isFalse();
        assertThat(redeem(59, codes.get(1).reveal().toUpperCase(Locale.ROOT))).isTrue();
        await(setup.enableCodes("alice"));
        assertThat(redeem(59, codes.get(2).reveal())).as("of before").isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "correct horse123456, correct horse, 123456",
        "1234567, 1, 234567",
        "123456, '', 123456",
        "correct horse, correct horse, ''",
        "12345, 12345, ''",
        "horse12345x, horse12345x, ''",
        "correct horse k3xw-7aq2-m4ce-fh6t, correct horse, k3xw-7aq2-m4ce-fh6t",
        "correct horseK3XW-7aq2-m4ce-fh6t, correct horse, K3XW-7aq2-m4ce-fh6t",
        "k3xw-7aq2-m4ce-fh6t, '', k3xw-7aq2-m4ce-fh6t",
        "horse k3xw-7aq2-m4ce-fh61, horse k3xw-7aq2-m4ce-fh61, ''",
        "Käse123456, Käse, 123456"
    })
    void passwordAndCodeComeApart(String typed, String password, String code) {
        try (var apart = at(0).split(Secret.ofText(typed))) {
            assertThat(apart.password().reveal()).isEqualTo(password);
            assertThat(apart.code().reveal()).isEqualTo(code);
        }
    }

    @Test
    void whatTheAppIsGivenMakesTheCodesThatAreRight() {
        var given = await(setup.enableCodes("alice"));
        var key = given.secret().reveal();
        assertThat(key).matches("[A-Z2-7]{32}");
        assertThat(given.uri())
                .startsWith("otpauth://totp/example.org:alice?")
                .contains("secret=" + key)
                .contains("issuer=example.org")
                .contains("period=30");
        assertThat(given.toString()).doesNotContain(key);
        assertThat(factor()).isEqualTo("code");
        assertThat(kept().toString("ISO-8859-1")).as("sealed").doesNotContain(key);
        assertThat(redeem(59, codeOf(key, 1))).isTrue();
    }

    /** Made by HOTP of the library, with the step for a counter. */
    private static String codeOf(String key, long step) {
        for (int i = 0; i < 1_000_000; i++) {
            var code = String.format(Locale.ROOT, "%06d", i);
            var at = new Authenticator().setKey(key).setCounter(step - 1);
            var right = HotpAuth.create(new HotpAuthOptions())
                    .authenticatorFetcher(any -> Future.succeededFuture(at))
                    .authenticatorUpdater(used -> Future.succeededFuture())
                    .authenticate(new OtpCredentials("x", code));
            if (right.succeeded()) {
                return code;
            }
        }
        throw new AssertionError("no code");
    }

    @Test
    void factorsComeAndGo() {
        assertThatThrownBy(() -> await(setup.disableCodes("alice")))
                .isInstanceOf(AccountException.class)
                .hasMessageContaining("no one-time codes");
        await(setup.enableCodes("alice"));
        await(setup.disableCodes("alice"));
        assertThat(factor()).isEqualTo("none");
        await(setup.require("alice", Factor.CERTIFICATE));
        assertThat(factor()).isEqualTo("certificate");
        await(setup.require("alice", Factor.NONE));
        assertThat(factor()).isEqualTo("none");
        assertThatThrownBy(() -> await(setup.enableCodes("nobody")))
                .isInstanceOf(AccountException.class)
                .hasMessage("There is no account named nobody.");
    }

    @Test
    void withoutAKeyThereAreNone() {
        var keyless = new SecondFactorSetup(database.pool(), SaslExample.cheap());
        assertThatThrownBy(() -> await(keyless.enableCodes("alice")))
                .isInstanceOf(AccountException.class)
                .hasMessageContaining("sasl.verifierKey");
        keep(RFC_SECRET);
        var codes = new OneTimeCodes(database.pool(), Optional.empty(), Clock.systemUTC());
        assertThatThrownBy(() -> await(codes.redeem(alice, Secret.ofText("287082"))))
                .as("an outage, not a wrong code")
                .hasMessageContaining("sasl.verifierKey");
    }

    @Test
    void aSecretUnderThePreviousKeyIsSealedAnewWhenItIsUsed() {
        keep(RFC_SECRET);
        var before = kept();
        var next = VerifierKey.of(new VerifierSettings(
                        4_096,
                        Optional.of(Secret.ofText("fedcba9876543210fedcba9876543210")),
                        SETTINGS.verifiers().key()))
                .orElseThrow();
        var codes = new OneTimeCodes(
                database.pool(), Optional.of(next), Clock.fixed(Instant.ofEpochSecond(59), ZoneOffset.UTC));
        assertThat(await(codes.redeem(alice, Secret.ofText("287082")))).isTrue();
        assertThat(kept()).isNotEqualTo(before);
        assertThat(next.open(kept().getBytes(), VerifierKey.Place.ofOneTimeCodes(alice)))
                .hasValueSatisfying(opened -> assertThat(opened.stale()).isFalse());
    }

    private Buffer kept() {
        return await(database.pool().query("SELECT secret FROM totp").execute())
                .iterator()
                .next()
                .getBuffer(0);
    }

    private String factor() {
        return await(database.pool().query("SELECT second_factor FROM accounts").execute())
                .iterator()
                .next()
                .getString(0);
    }
}
