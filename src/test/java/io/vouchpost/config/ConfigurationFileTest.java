package io.vouchpost.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vouchpost.config.ListenerSettings.TlsMode;
import io.vouchpost.config.RouteSettings.TlsPolicy;
import io.vouchpost.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationFileTest {
    @TempDir
    Path folder;

    Workshop workshop;

    @BeforeEach
    void setUp() {
        workshop = new Workshop(folder);
    }

    @Test
    void aHostnameAndARouteAreEnough() throws Exception {
        var settings = workshop.read(Workshop.minimal());

        assertThat(settings.hostname()).isEqualTo("submit.example.org");
        assertThat(settings.listeners())
                .containsExactly(
                        new ListenerSettings("0.0.0.0", 587, TlsMode.STARTTLS, false, List.of()),
                        new ListenerSettings("0.0.0.0", 465, TlsMode.IMPLICIT, false, List.of()));
        assertThat(settings.tls().certificate()).isEmpty();
        assertThat(settings.tls().key()).isEmpty();
        assertThat(settings.tls().selfSignedDirectory()).isEqualTo(folder.resolve("data/tls"));
        assertThat(settings.tls().minimumVersion()).isEqualTo("TLSv1.2");
        assertThat(settings.tls().engine()).isEqualTo(TlsSettings.Engine.AUTO);
        assertThat(settings.database()).isEqualTo(new DatabaseSettings.Embedded(folder.resolve("data/postgres"), 8));
        assertThat(settings.sasl())
                .isEqualTo(new SaslSettings(
                        List.of("SCRAM-SHA-512", "SCRAM-SHA-256", "SCRAM-SHA-1", "PLAIN", "LOGIN"),
                        "submit.example.org",
                        List.of(),
                        Set.of(),
                        false,
                        false,
                        Duration.ofMinutes(2),
                        Duration.ofMinutes(5),
                        new HashSettings(
                                HashSettings.Algorithm.ARGON2ID,
                                210_000,
                                19_456,
                                2,
                                Math.max(2, Runtime.getRuntime().availableProcessors()),
                                64),
                        new VerifierSettings(10_000, Optional.empty(), Optional.empty()),
                        Optional.empty()));
        assertThat(settings.policy()).isEqualTo(PolicyExample.strict());
        assertThat(settings.guard())
                .isEqualTo(new GuardSettings(
                        10,
                        30,
                        30,
                        10,
                        20,
                        Duration.ofMinutes(1),
                        Duration.ofHours(1),
                        Duration.ofHours(1),
                        Duration.ofDays(30),
                        Duration.ofSeconds(4),
                        600,
                        300,
                        4,
                        3,
                        List.of(),
                        List.of(),
                        new GuardSettings.SharedAddress(50, 100),
                        List.of(),
                        Optional.empty()));
        assertThat(settings.delivery().acknowledge()).isEqualTo(DeliverySettings.Acknowledge.RELAYED);
        assertThat(settings.delivery().routes()).singleElement().satisfies(route -> {
            assertThat(route.hosts()).containsExactly(new RouteSettings.Host("127.0.0.1", 2525, false, 0, 1));
            assertThat(route.tls()).isEqualTo(TlsPolicy.NONE);
            assertThat(route.auth()).isEmpty();
        });
        assertThat(settings.limits())
                .isEqualTo(new LimitSettings(
                        36_700_160,
                        100,
                        262_144,
                        2048,
                        20,
                        60,
                        Duration.ofMinutes(5),
                        Duration.ofMinutes(5),
                        Duration.ofMinutes(5),
                        Duration.ZERO,
                        Duration.ofHours(1),
                        Duration.ofMinutes(30),
                        10_000,
                        200,
                        200,
                        Runtime.getRuntime().maxMemory() / 4,
                        65_536,
                        4_294_967_296L,
                        folder.resolve("data/messages"),
                        Duration.ofSeconds(30),
                        Duration.ofDays(7)));
        assertThat(settings.admin()).isEmpty();
        assertThat(settings.audit()).isEqualTo(AuditExample.file(folder.resolve("data/audit.jsonl"), 104_857_600, 10));
    }

    @Test
    void aRouteWithoutTlsKeyRequiresTls() throws Exception {
        var document = Workshop.minimal();
        route(document).remove("tls");

        assertThat(workshop.read(document).delivery().routes().get(0).tls()).isEqualTo(TlsPolicy.REQUIRED);
    }

    @Test
    void secretsComeFromTheFileItselfTheEnvironmentOrAnotherFile() throws Exception {
        workshop.environment.put("DB_PASSWORD", "from the environment");
        workshop.write("secrets/smarthost", "from a file\r\n");
        var document = Workshop.minimal()
                .put(
                        "database",
                        new JsonObject()
                                .put("uri", "postgresql://vouchpost@db:5432/vouchpost")
                                .put("password", new JsonObject().put("env", "DB_PASSWORD")));
        route(document)
                .put(
                        "auth",
                        new JsonObject()
                                .put("username", "gateway")
                                .put("password", new JsonObject().put("file", "secrets/smarthost")));

        var settings = workshop.read(document);

        assertThat(settings.database())
                .isInstanceOfSatisfying(DatabaseSettings.External.class, database -> assertThat(database.password())
                        .contains(Secret.ofText("from the environment")));
        assertThat(settings.delivery().routes().get(0).auth()).hasValueSatisfying(login -> assertThat(login.proof())
                .isEqualTo(new RouteSettings.Proof.Password(Secret.ofText("from a file"))));

        route(document).getJsonObject("auth").put("password", "in the file itself");
        assertThat(workshop.read(document).delivery().routes().get(0).auth())
                .hasValueSatisfying(login -> assertThat(login.proof())
                        .isEqualTo(new RouteSettings.Proof.Password(Secret.ofText("in the file itself"))));
    }

    @Test
    void settingsInPrintShowNoSecret() throws Exception {
        var document = Workshop.minimal()
                .put(
                        "database",
                        new JsonObject()
                                .put("uri", "postgresql://vouchpost@db:5432/vouchpost")
                                .put("password", "hunter2-db"));
        route(document).put("auth", new JsonObject().put("username", "gateway").put("password", "hunter2-hop"));

        assertThat(workshop.read(document).toString()).contains("gateway").doesNotContain("hunter2");
    }

    @Test
    void relativePathsStartAtTheFilesFolderAndAbsoluteOnesStay() throws Exception {
        var document = Workshop.minimal()
                .put("audit", new JsonObject().put("file", "../log/audit.jsonl"))
                .put(
                        "limits",
                        new JsonObject()
                                .put("directory", folder.resolve("elsewhere").toString()));

        var settings = workshop.read(document);

        assertThat(settings.audit().file()).isEqualTo(folder.getParent().resolve("log/audit.jsonl"));
        assertThat(settings.limits().directory()).isEqualTo(folder.resolve("elsewhere"));
    }

    @Test
    void aBareAddressIsTheNetworkOfItself() throws Exception {
        var document = Workshop.minimal()
                .put(
                        "guard",
                        new JsonObject()
                                .put(
                                        "exempt",
                                        new JsonArray()
                                                .add("192.0.2.7")
                                                .add("::1")
                                                .add("10.0.0.0/8")));

        assertThat(workshop.read(document).guard().exempt()).containsExactly("192.0.2.7/32", "::1/128", "10.0.0.0/8");
    }

    @Test
    void keysInTheOldPemFormsAreTaken() throws Exception {
        var rsa = Workshop.keyPair("RSA", 2048);
        workshop.certificate("server", rsa);
        var pkcs1 = org.bouncycastle.asn1.pkcs.PrivateKeyInfo.getInstance(
                        rsa.getPrivate().getEncoded())
                .parsePrivateKey()
                .toASN1Primitive()
                .getEncoded();
        workshop.write("server.key", Workshop.pem("RSA PRIVATE KEY", pkcs1));
        var document = Workshop.minimal()
                .put("tls", new JsonObject().put("certificate", "server.pem").put("key", "server.key"));

        assertThat(workshop.read(document).tls().key()).contains(folder.resolve("server.key"));
    }

    @Test
    void aByteOrderMarkDoesNotMatter() throws Exception {
        assertThat(workshop.problems("\uFEFF" + Workshop.minimal().encode())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "vouchpost.json",
                "examples/load-balancer.json",
                "examples/smarthost.json",
                "examples/providers.json",
                "examples/hardened.json",
                "examples/quotas.json",
                "examples/systemd.json",
                "examples/container.json"
            })
    void thePublishedConfigurationsLoad(String name) throws Exception {
        workshop.write(
                "vouchpost.json",
                Files.readString(Path.of("conf").resolve(name)).replace("/etc/vouchpost/", ""));
        workshop.certificate("pair");
        Files.createDirectory(folder.resolve("tls"));
        Files.copy(folder.resolve("pair.pem"), folder.resolve("tls/fullchain.pem"));
        Files.copy(folder.resolve("pair.pem"), folder.resolve("tls/internal-authority.pem"));
        Files.copy(folder.resolve("pair.key"), folder.resolve("tls/privkey.pem"));
        Files.copy(folder.resolve("pair.pem"), folder.resolve("tls/tls.crt"));
        Files.copy(folder.resolve("pair.key"), folder.resolve("tls/tls.key"));
        workshop.write("secrets/db-password", "db\n");
        workshop.write("secrets/database", "db\n");
        workshop.write("secrets/smarthost", "smarthost\n");
        workshop.write("secrets/database-password", "db\n");
        workshop.write("secrets/smarthost-password", "smarthost\n");
        workshop.write("secrets/google-client", "client\n");
        workshop.write("secrets/google-refresh-token", "refresh\n");
        var rsa = Workshop.pem(
                "PRIVATE KEY", Workshop.keyPair("RSA", 2048).getPrivate().getEncoded());
        for (var key : List.of("example.org-2026a", "example.org-2026b", "school.example.edu")) {
            workshop.write("dkim/" + key + ".pem", rsa);
        }
        workshop.environment.put("OFFICE_CLIENT_SECRET", "office");
        workshop.environment.put("BULK_PASSWORD", "bulk");
        workshop.environment.put("DB_PASSWORD", "db");
        workshop.environment.put("SMARTHOST_PASSWORD", "smarthost");

        assertThat(workshop.configuration().read().hostname()).isNotEmpty();
    }

    @Test
    void thePublishedSchemaIsTheOneInTheJar() throws Exception {
        try (var inJar = ConfigurationFile.class.getResourceAsStream("vouchpost.schema.json")) {
            assertThat(Files.readAllBytes(Path.of("conf/vouchpost.schema.json")))
                    .isEqualTo(inJar.readAllBytes());
        }
    }

    @Test
    void aMissingFileIsAProblemLikeAnyOther() {
        assertThatThrownBy(() -> workshop.configuration().read())
                .isInstanceOfSatisfying(InvalidConfiguration.class, e -> assertThat(e.problems())
                        .containsExactly(new Problem("", "there is no file " + workshop.file)));
    }

    @Test
    void aDirectoryInPlaceOfTheFileIsAProblemLikeAnyOther() throws Exception {
        Files.createDirectory(workshop.file);

        assertThatThrownBy(() -> workshop.configuration().read())
                .isInstanceOf(InvalidConfiguration.class)
                .hasMessageContaining("is a directory, not a file");
    }

    @Test
    void aFileInAnotherEncodingIsAProblemLikeAnyOther() throws Exception {
        Files.write(workshop.file, "{\"hostname\": \"Jörg\"}".getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> workshop.configuration().read())
                .isInstanceOf(InvalidConfiguration.class)
                .hasMessageContaining("is not UTF-8 text");
    }

    private static JsonObject route(JsonObject document) {
        return document.getJsonObject("delivery").getJsonArray("routes").getJsonObject(0);
    }
}
