package io.vouchpost.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vouchpost.config.DatabaseSettings;
import io.vouchpost.config.Workshop;
import io.vouchpost.database.Database;
import io.vouchpost.database.TestDatabase;
import io.vouchpost.guard.Alarm;
import io.vouchpost.guard.Findings;
import io.vouchpost.guard.GeoipFile;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What {@code check} says of keys that sign mail. */
class CheckCommandTest {
    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final JsonObject document = Workshop.minimal();
    private Workshop workshop;
    private String publicKey = "";

    @BeforeEach
    void makeKey() throws Exception {
        workshop = new Workshop(folder);
        var pair = KeyPairGenerator.getInstance("RSA").generateKeyPair();
        publicKey = Base64.getEncoder().encodeToString(pair.getPublic().getEncoded());
        workshop.write("mail.pem", Workshop.pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
        var key = JsonObject.of("domain", "example.org", "selector", "2026-10", "key", "mail.pem");
        document.getJsonObject("delivery").put("dkim", JsonArray.of(key));
    }

    private int run(String... options) {
        workshop.write("vouchpost.json", document.encode());
        var command = new CommandLine(new CheckCommand(), new CommandFactory(file -> {
            throw new AssertionError("check reads by itself");
        }));
        command.setOut(new PrintWriter(out, true));
        command.setErr(new PrintWriter(out, true));
        var arguments = new String[options.length + 2];
        System.arraycopy(options, 0, arguments, 2, options.length);
        arguments[0] = "--config";
        arguments[1] = workshop.file.toString();
        return command.execute(arguments);
    }

    @Test
    void theRecordsToPublishAreToldAsLinesOfAZone() {
        assertThat(run()).isZero();
        var line = "2026-10._domainkey.example.org. TXT \"v=DKIM1; k=rsa; p=" + publicKey;
        assertThat(out.toString().replace("\" \"", "")).contains("To be published in the DNS", line);
    }

    @Test
    void theRecordsAreToldToProgramsToo() {
        assertThat(run("--json")).isZero();
        assertThat(new JsonObject(out.toString()).getJsonArray("dns"))
                .isEqualTo(JsonArray.of(JsonObject.of(
                        "name",
                        "2026-10._domainkey.example.org",
                        "type",
                        "TXT",
                        "value",
                        "v=DKIM1; k=rsa; p=" + publicKey)));
    }

    @Test
    void aGeoipFileThatIsNoneIsAProblemWithItsPlace() throws Exception {
        var file = workshop.write("geoip.mmdb", "no database");
        document.put("guard", JsonObject.of("breaker", JsonObject.of("geoip", "geoip.mmdb")));
        assertThat(run()).isEqualTo(1);
        assertThat(out.toString()).contains("/guard/breaker/geoip: ", "geoip.mmdb is no GeoIP database");
        new GeoipFile().put("192.0.2.0/24", "DE").writeTo(file);
        assertThat(run()).isZero();
    }

    @Test
    void aKeyThatFewReceiversVerifyIsDoubtful() throws Exception {
        var pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        workshop.write("mail.pem", Workshop.pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
        assertThat(run()).isZero();
        assertThat(out.toString()).contains("But: many receivers do not verify Ed25519");
    }

    @Test
    void ciphersThatAreNoneAreAnErrorWithoutACertificateToo() {
        document.put("tls", JsonObject.of("ciphers", JsonArray.of("ECDHE-RSA-AES128-GCM-SHA256")));
        assertThat(run()).isEqualTo(1);
        assertThat(out.toString()).contains("/tls", "\"ECDHE-RSA-AES128-GCM-SHA256\" is no registered name");
    }

    @Test
    void ciphersThatLeaveNothingForTheMinimumVersionAreAnError() {
        document.put(
                "tls",
                JsonObject.of(
                        "minimumVersion",
                        "TLSv1.3",
                        "ciphers",
                        JsonArray.of("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256")));
        assertThat(run()).isEqualTo(1);
        assertThat(out.toString()).contains("tls.ciphers leaves nothing to speak");
    }

    @Test
    void ciphersWithoutTls13AreDoubtful() {
        document.put("tls", JsonObject.of("ciphers", JsonArray.of("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256")));
        assertThat(run()).isZero();
        assertThat(out.toString()).contains("But: TLS 1.3 will not be spoken");
    }

    @Test
    void whatGatewaysHaveFoundIsTold() {
        var external = (DatabaseSettings.External) TestDatabase.fresh();
        var vertx = Vertx.vertx();
        var database = TestDatabase.await(Database.open(vertx, external));
        var finding = new Alarm(
                Clock.systemUTC().instant(),
                Alarm.Kind.SHARED_ADDRESS,
                "",
                "10.0.0.5",
                "it is a proxy",
                Optional.empty());
        TestDatabase.await(new Findings(database.pool()).keep(finding));
        TestDatabase.await(database.close());
        TestDatabase.await(vertx.close());
        workshop.write("password", external.password().orElseThrow().reveal());
        document.put("database", JsonObject.of("uri", external.uri(), "password", JsonObject.of("file", "password")));

        assertThat(run()).isZero();
        assertThat(out.toString()).contains("But: it is a proxy (last seen 20");
    }

    @Test
    void aDatabaseThatCannotKeepAllNamesIsAProblem() {
        var latin = TestDatabase.encoded("LATIN1");
        workshop.write("password", latin.password().orElseThrow().reveal());
        document.put("database", JsonObject.of("uri", latin.uri(), "password", JsonObject.of("file", "password")));

        assertThat(run()).isEqualTo(1);
        assertThat(out.toString()).contains("/database/uri: the database test_", "has the encoding LATIN1");
    }

    @Test
    void aDatabaseThatDoesNotAnswerIsNoProblemOfTheConfiguration() {
        document.put("database", JsonObject.of("uri", "postgresql://vouchpost@127.0.0.1:1/none"));
        assertThat(run()).isZero();
        assertThat(out.toString()).contains("is sound").doesNotContain("last seen");
    }

    @Test
    void aKeyThatCannotSignIsAnError() {
        workshop.write("mail.pem", "remember the milk");
        assertThat(run()).isEqualTo(1);
        assertThat(out.toString()).contains("/delivery/dkim/0/key", "has no \"BEGIN PRIVATE KEY\"");
    }
}
