package io.vouchpost.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vouchpost.config.TlsSettings;
import io.vouchpost.config.TlsSettings.Engine;
import io.vouchpost.config.Workshop;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerCertificateTest {
    private static final Clock NOW = Clock.fixed(Instant.parse("2026-03-01T12:00:00Z"), ZoneOffset.UTC);

    @TempDir
    Path folder;

    @Test
    void aSelfSignedOneIsMadeOnceAndKept() throws Exception {
        var made = ServerCertificate.of(selfSigned(), "submit.example.org", NOW);
        var kept = ServerCertificate.of(selfSigned(), "submit.example.org", NOW);

        assertThat(kept.certificate()).isEqualTo(made.certificate());
        assertThat(made.isSelfSigned()).isTrue();
        assertThat(made.expires()).isEqualTo("2036-03-01T12:00:00Z");
        assertThat(made.certificate().getSigAlgName()).isEqualTo("SHA256withECDSA");
        assertThat(names(made.certificate()))
                .containsExactly("submit.example.org", "localhost", "127.0.0.1", "0:0:0:0:0:0:0:1");
        assertThat(Files.list(folder.resolve("tls"))
                        .map(file -> file.getFileName().toString()))
                .containsExactlyInAnyOrder("certificate.pem", "key.pem");
    }

    @Test
    void onlyItsOwnerReadsTheKey() throws Exception {
        ServerCertificate.of(selfSigned(), "submit.example.org", NOW);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("tls/key.pem"))))
                .isEqualTo("rw-------");
    }

    @Test
    void itIsMadeAnewWhereItExpiredNamesAnotherHostOrIsDamaged() throws Exception {
        var first =
                ServerCertificate.of(selfSigned(), "submit.example.org", NOW).certificate();
        var later = Clock.offset(NOW, Duration.ofDays(4000));
        var second =
                ServerCertificate.of(selfSigned(), "submit.example.org", later).certificate();
        var third =
                ServerCertificate.of(selfSigned(), "mail.example.org", later).certificate();
        Files.writeString(folder.resolve("tls/key.pem"), "gone");
        var fourth =
                ServerCertificate.of(selfSigned(), "mail.example.org", later).certificate();

        assertThat(List.of(first, second, third, fourth)).doesNotHaveDuplicates();
    }

    @Test
    void theConfiguredOneIsLoadedAndItsExpiryKnown() throws Exception {
        new Workshop(folder).certificate("server");

        var certificate = ServerCertificate.of(inFiles("server.pem", "server.key"), "submit.example.org");

        assertThat(certificate.expires()).isAfter(Instant.now().plus(Duration.ofDays(80)));
        assertThat(certificate.toString())
                .startsWith("the certificate of CN=server")
                .contains(", valid until ");
    }

    @Test
    void aKeyOfAnotherCertificateIsRefused() {
        var workshop = new Workshop(folder);
        workshop.certificate("one");
        workshop.certificate("two");

        assertThatThrownBy(() -> ServerCertificate.of(inFiles("one.pem", "two.key"), "submit.example.org"))
                .isInstanceOf(UnusableTls.class)
                .hasMessageContaining("does not belong to");
    }

    @Test
    void aDirectoryThatCannotBeMadeIsToldInWords() throws Exception {
        Files.writeString(folder.resolve("tls"), "a file in its place");

        assertThatThrownBy(() -> ServerCertificate.of(selfSigned(), "submit.example.org", NOW))
                .isInstanceOf(UnusableTls.class)
                .hasMessage("the self-signed certificate cannot be kept in " + folder.resolve("tls"));
    }

    private static List<Object> names(X509Certificate certificate) throws Exception {
        return certificate.getSubjectAlternativeNames().stream()
                .<Object>map(name -> name.get(1))
                .toList();
    }

    private TlsSettings selfSigned() {
        return new TlsSettings(
                Optional.empty(),
                Optional.empty(),
                folder.resolve("tls"),
                Optional.empty(),
                "TLSv1.2",
                Engine.AUTO,
                TlsSettings.ClientCertificates.AUTHORITIES,
                List.of(),
                TlsSettings.Alpn.STRICT);
    }

    private TlsSettings inFiles(String certificate, String key) {
        return new TlsSettings(
                Optional.of(folder.resolve(certificate)),
                Optional.of(folder.resolve(key)),
                folder,
                Optional.empty(),
                "TLSv1.2",
                Engine.AUTO,
                TlsSettings.ClientCertificates.AUTHORITIES,
                List.of(),
                TlsSettings.Alpn.STRICT);
    }
}
