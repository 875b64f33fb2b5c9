package io.vouchpost.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vouchpost.verticle.TestGateway;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What those find who look for weaknesses: testssl.sh, nmap and openssl, as Debian has them. */
@Timeout(180)
class ScannersIT {
    @TempDir
    static Path folder;

    static TestGateway boringSsl;
    static TestGateway jdk;

    @BeforeAll
    static void start() throws Exception {
        boringSsl = gateway("openssl");
        jdk = gateway("jdk");
    }

    private static TestGateway gateway(String engine) throws Exception {
        return TestGateway.start(
                Files.createDirectory(folder.resolve(engine)),
                json -> json.put("tls", new JsonObject().put("engine", engine)));
    }

    @AfterAll
    static void stop() {
        boringSsl.close();
        jdk.close();
    }

    private static TestGateway of(String engine) {
        return engine.equals("jdk") ? jdk : boringSsl;
    }

    private static Path files() throws Exception {
        return Files.createTempDirectory(folder, "scan");
    }

    /** Each finding as {@code id: severity finding}. */
    private static List<String> testssl(int port, String... options) throws Exception {
        Installed.require("testssl", "testssl.sh");
        var files = files();
        var report = files.resolve("report.json");
        var command = new ArrayList<>(List.of(
                "testssl",
                "--quiet",
                "--color",
                "0",
                "--warnings",
                "batch",
                "--nodns",
                "none",
                "--ip",
                "127.0.0.1",
                "--connect-timeout",
                "5",
                "--openssl-timeout",
                "5",
                "--jsonfile",
                report.toString()));
        command.addAll(List.of(options));
        command.add("localhost:" + port);
        var said = Program.in(files, command.toArray(String[]::new)).within(100).run();
        assertThat(report).as(said.said()).exists();
        return new JsonArray(Files.readString(report))
                .stream()
                        .map(JsonObject.class::cast)
                        .map(found -> found.getString("id") + ": " + found.getString("severity") + " "
                                + found.getString("finding"))
                        .toList();
    }

    private static void isStrong(List<String> findings) {
        assertThat(findings)
                .contains(
                        "SSLv2: OK not offered",
                        "SSLv3: OK not offered",
                        "TLS1: INFO not offered",
                        "TLS1_1: INFO not offered",
                        "cipherlist_NULL: OK not offered",
                        "cipherlist_aNULL: OK not offered",
                        "cipherlist_EXPORT: OK not offered")
                .anyMatch(found -> found.startsWith("TLS1_2: OK offered"))
                .anyMatch(found -> found.startsWith("TLS1_3: OK offered"))
                .noneMatch(found -> found.matches("cipherlist_(LOW|3DES_IDEA|AVERAGE|OBSOLETED): \\w+ offered.*"))
                .noneMatch(found -> found.matches("[^:]+: (HIGH|CRITICAL) .*"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"openssl", "jdk"})
    void testsslFindsNoOldVersionAndNoWeakCipher(String engine) throws Exception {
        isStrong(testssl(of(engine).tlsPort(), "--protocols", "--std"));
    }

    @Test
    void testsslFindsTheSameBehindStarttls() throws Exception {
        isStrong(testssl(boringSsl.port(), "--starttls", "smtp", "--protocols", "--std"));
    }

    private static String nmap(int port, String... scripts) throws Exception {
        Installed.require("nmap", "nmap");
        var said = Program.in(
                        files(),
                        "nmap",
                        "-Pn",
                        "-n",
                        "-sT",
                        "--host-timeout",
                        "80s",
                        "-p",
                        "" + port,
                        "--script",
                        List.of(scripts).stream().map(script -> "+" + script).collect(Collectors.joining(",")),
                        "--script-args",
                        "smtp.domain=example.net,smtp-enum-users.methods={VRFY,EXPN,RCPT}",
                        "127.0.0.1")
                .within(100)
                .run();
        assertThat(said.said()).contains(port + "/tcp open");
        return said.said();
    }

    @ParameterizedTest
    @ValueSource(strings = {"openssl", "jdk"})
    void nmapGradesTheCiphersA(String engine) throws Exception {
        assertThat(nmap(of(engine).tlsPort(), "ssl-enum-ciphers"))
                .contains("TLSv1.2:", "TLSv1.3:", "least strength: A", "cipher preference: server")
                .doesNotContain("TLSv1.0:", "TLSv1.1:", "SSLv3:", "_CBC_", "TLS_RSA_");
    }

    @Test
    void nmapFindsNoRelayAndNoUsersAndNoHole() throws Exception {
        var said = nmap(
                boringSsl.port(),
                "smtp-open-relay",
                "smtp-enum-users",
                "smtp-commands",
                "smtp-vuln-cve2010-4344",
                "smtp-vuln-cve2011-1720");
        assertThat(said)
                .doesNotContain("Server is an open relay", "State: VULNERABLE", "root", "alice")
                .contains(
                        "smtp-commands: " + TestGateway.HOSTNAME,
                        "STARTTLS",
                        "smtp-open-relay: Server isn't an open relay",
                        "Couldn't perform user enumeration, authentication needed");
    }

    @ParameterizedTest
    @CsvSource({"openssl, true", "openssl, false", "jdk, true", "jdk, false"})
    void opensslThatWantsToSpeakHttpGetsNoHandshake(String engine, boolean implicit) throws Exception {
        assertThat(sClient(engine, implicit, "h2").said()).contains("alert no application protocol");
        var smtp = sClient(engine, implicit, "smtp").said();
        assertThat(smtp).contains("ALPN protocol: smtp");
        assertThat(smtp).containsPattern("221 2.0.0 Bye");
    }

    private static Report sClient(String engine, boolean implicit, String protocol) throws Exception {
        Installed.require("openssl", "openssl");
        var gateway = of(engine);
        var command = new ArrayList<>(List.of(
                "openssl",
                "s_client",
                "-connect",
                "127.0.0.1:" + (implicit ? gateway.tlsPort() : gateway.port()),
                "-alpn",
                protocol,
                "-crlf",
                "-ign_eof"));
        if (!implicit) {
            command.addAll(List.of("-starttls", "smtp"));
        }
        return Program.in(files(), command.toArray(String[]::new))
                .reading("QUIT\n")
                .run();
    }
}
