package io.vouchpost.account;

import static io.vouchpost.database.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.SelfSignedCertificate;
import io.vouchpost.sasl.Channel;
import io.vouchpost.sasl.Client;
import io.vouchpost.sasl.Clients;
import io.vouchpost.sasl.Credentials.Reason;
import io.vouchpost.sasl.Credentials.Verdict;
import io.vouchpost.secret.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Secrets of devices, codes, and passwords in Latin-1, all shown as they are. */
@Timeout(60)
class DeviceChecksTest {
    private static Installation installation;
    private static SqlCredentials credentials;
    private static Secret printer;
    private static Secret scanner;

    @BeforeAll
    static void open() {
        installation = new Installation();
        credentials = await(SqlCredentials.create(
                installation.vertx, installation.database.pool(), Installation.settings(), new OneCode()));
        installation.account("alice", "open sesame");
        installation.account("bob", "open sesame");
        printer = installation.device("alice", "printer");
        scanner = installation.device("alice", "scanner");
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

    @Test
    void eachDeviceLogsInByItsOwnSecretAndTheAccountByItsPassword() {
        assertThat(check("alice", printer)).isEqualTo(new Verdict.Accepted("alice", "printer", true));
        assertThat(check("alice", scanner)).isEqualTo(new Verdict.Accepted("alice", "scanner", true));
        assertThat(check("alice", "open sesame")).isEqualTo(new Verdict.Accepted("alice"));
    }

    @Test
    void noOtherSecretOrAccountWillDo() {
        assertThat(check("bob", printer)).isEqualTo(new Verdict.Rejected());
        assertThat(check("nobody", printer)).isEqualTo(new Verdict.Rejected());
        var wrong = printer.reveal().substring(0, 33) + (printer.reveal().endsWith("a") ? "b" : "a");
        assertThat(check("alice", wrong)).isEqualTo(new Verdict.Rejected());
    }

    @Test
    void aPasswordThatLooksLikeADevicesIsStillAPassword() {
        var like = DeviceSecret.generate(new SecureRandom()).secret();
        installation.account("carol", like.reveal());
        assertThat(check("carol", like)).isEqualTo(new Verdict.Accepted("carol"));
    }

    @Test
    void theBoundsOfADeviceAreToldAfterItsSecretOnly() {
        var wrong = printer.reveal().substring(0, 6) + scanner.reveal().substring(6);
        installation.sql("UPDATE credentials SET networks = '{198.51.100.0/24}' WHERE label = 'printer'");
        assertThat(check("alice", printer)).isEqualTo(new Verdict.Rejected(Reason.NETWORK));
        assertThat(check("alice", wrong)).isEqualTo(new Verdict.Rejected());
        installation.sql("UPDATE credentials SET networks = '{192.0.2.0/24,nonsense}' WHERE label = 'printer'");
        assertThat(check("alice", printer)).isInstanceOf(Verdict.Accepted.class);
        installation.sql("UPDATE credentials SET networks = '{nonsense}' WHERE label = 'printer'");
        assertThat(check("alice", printer)).isEqualTo(new Verdict.Rejected(Reason.NETWORK));
        installation.sql("UPDATE credentials SET networks = NULL, mechanisms = '{LOGIN}' WHERE label = 'printer'");
        assertThat(check("alice", printer)).isEqualTo(new Verdict.Rejected(Reason.MECHANISM));
        installation.sql("UPDATE credentials SET mechanisms = NULL, expires = now() WHERE label = 'printer'");
        assertThat(check("alice", printer)).isEqualTo(new Verdict.Rejected(Reason.EXPIRED));
        assertThat(check("alice", wrong)).isEqualTo(new Verdict.Rejected());
    }

    @Test
    void whatExpiresSoonIsNotRemembered() {
        installation.sql(
                "UPDATE credentials SET expires = $1 WHERE label = 'printer'",
                OffsetDateTime.now(Clock.systemUTC()).plus(Duration.ofMinutes(10)));
        assertThat(check("alice", printer)).isEqualTo(new Verdict.Accepted("alice", "printer", false));
    }

    @Test
    void aDisabledAccountIsToldToItsDevicesToo() {
        installation.sql("UPDATE accounts SET enabled = false WHERE name = 'alice'");
        assertThat(check("alice", printer)).isEqualTo(new Verdict.Disabled("alice"));
    }

    @Test
    void anAccountWithCodesWantsOneBehindItsPasswordAndNoneOfItsDevices() {
        installation.sql("UPDATE accounts SET second_factor = 'code' WHERE name = 'alice'");
        assertThat(check("alice", "open sesame")).isEqualTo(new Verdict.Rejected(Reason.CODE));
        assertThat(check("alice", "open sesame000000")).isEqualTo(new Verdict.Rejected(Reason.CODE));
        assertThat(check("alice", "wrong123456")).isEqualTo(new Verdict.Rejected());
        assertThat(check("alice", "open sesame123456")).isEqualTo(new Verdict.Accepted("alice", "", false));
        assertThat(check("alice", printer)).isInstanceOf(Verdict.Accepted.class);
    }

    @Test
    void anAccountThatWantsACertificateIsRejectedWithoutOne() {
        installation.sql("UPDATE accounts SET second_factor = 'certificate' WHERE name = 'alice'");
        assertThat(check("alice", "open sesame")).isEqualTo(new Verdict.Rejected(Reason.CERTIFICATE));
        assertThat(check("alice", "wrong")).isEqualTo(new Verdict.Rejected());
    }

    @Test
    void itsCertificateAndItsPasswordTogetherAreRight() throws Exception {
        var shown = certificate();
        var client =
                new Client("TEST", "client.example", "192.0.2.1", "PLAIN", new Channel(Optional.of(shown), Map.of()));
        installation.sql("UPDATE accounts SET second_factor = 'certificate' WHERE name = 'alice'");
        Verdict before = await(credentials.of(client).check("alice", Secret.ofText("open sesame")));
        assertThat(before).isEqualTo(new Verdict.Rejected(Reason.CERTIFICATE));
        installation.sql(
                "INSERT INTO certificates (fingerprint, account) SELECT $1, id FROM accounts WHERE name = 'alice'",
                Buffer.buffer(MessageDigest.getInstance("SHA-256").digest(shown.getEncoded())));
        Verdict after = await(credentials.of(client).check("alice", Secret.ofText("open sesame")));
        assertThat(after).isEqualTo(new Verdict.Accepted("alice", "", false));
        assertThat(check("alice", "open sesame")).isEqualTo(new Verdict.Rejected(Reason.CERTIFICATE));
    }

    /** Who has signed it is not for us to ask: here its fingerprint counts. */
    private static X509Certificate certificate() throws GeneralSecurityException, IOException {
        var made = SelfSignedCertificate.create("client.example.org");
        try (var pem = Files.newInputStream(Path.of(made.certificatePath()))) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(pem);
        } finally {
            made.delete();
        }
    }

    @Test
    void whoVouchesIsTakenAtItsWordButNotForWhomThereIsNotOrIsOff() {
        assertThat(await(credentials.vouched("ALICE", Reason.TOKEN))).isEqualTo(new Verdict.Accepted("alice"));
        assertThat(await(credentials.vouched("nobody", Reason.TOKEN))).isEqualTo(new Verdict.Rejected(Reason.TOKEN));
        installation.sql("UPDATE accounts SET enabled = false WHERE name = 'alice'");
        assertThat(await(credentials.vouched("alice", Reason.TOKEN))).isEqualTo(new Verdict.Disabled("alice"));
    }

    @Test
    void latin1AndUtf8AreTheSamePassword() {
        installation.account("jürgen", "pässwörd");
        assertThat(check("jürgen", Secret.ofOctets("pässwörd".getBytes(StandardCharsets.ISO_8859_1))))
                .isEqualTo(new Verdict.Accepted("jürgen"));
        assertThat(check("jürgen", "pässwörd")).isEqualTo(new Verdict.Accepted("jürgen"));
        assertThat(check("jürgen", "passwörd")).isEqualTo(new Verdict.Rejected());
        installation.account("odd", "Ã¤"); // its Latin-1 octets are the UTF-8 of another password
        assertThat(check("odd", Secret.ofOctets("Ã¤".getBytes(StandardCharsets.ISO_8859_1))))
                .isEqualTo(new Verdict.Accepted("odd"));
    }

    @Test
    void theSecretStaysTheCallers() {
        var typed = Secret.ofText("open sesame");
        assertThat(check("alice", typed)).isInstanceOf(Verdict.Accepted.class);
        assertThat(typed.reveal()).isEqualTo("open sesame");
    }

    private static Verdict check(String name, String password) {
        return check(name, Secret.ofText(password));
    }

    private static Verdict check(String name, Secret password) {
        return await(credentials.of(Clients.by("PLAIN")).check(name, password));
    }

    /** 123456 is right, always. */
    private static final class OneCode implements SecondFactors {
        private static final int DIGITS = 6;

        @Override
        public Typed split(Secret typed) {
            var text = typed.reveal();
            var at = text.matches(".*[0-9]{6}") ? text.length() - DIGITS : text.length();
            return new Typed(Secret.ofText(text.substring(0, at)), Secret.ofText(text.substring(at)));
        }

        @Override
        public Future<Boolean> redeem(long account, Secret code) {
            return Future.succeededFuture(code.reveal().equals("123456"));
        }
    }
}
