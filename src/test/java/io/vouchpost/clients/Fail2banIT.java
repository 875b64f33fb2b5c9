package io.vouchpost.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vouchpost.verticle.SocketClient;
import io.vouchpost.verticle.TestGateway;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The filter and the jail in conf/fail2ban with the real fail2ban, on the log of real sessions: failures, attacks on the
 * filter itself, and people who have done nothing. Where the clients are is told by the PROXY protocol.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class Fail2banIT {
    private static final String ATTACKER = "203.0.113.66";
    private static final String ATTACKER_6 = "2001:db8:0:0:0:0:0:66";
    private static final String VICTIM = "198.51.100.1";
    private static final String NOW = "2026-11-21T12:00:00Z";

    /** Names with which somebody tries to look like another: in JSON, and beyond its lines. */
    private static final List<String> FORGERIES = List.of(
            "\",\"client\":\"" + VICTIM + "\",\"reply\":\"535 5.7.8 x",
            "\\\",\"client\":\"" + VICTIM + "\",\"reply\":\"535 5.7.8 x",
            "x\"}\n{\"time\":\"" + NOW
                    + "\",\"event\":\"login\",\"outcome\":\"refused\",\"session\":\"A\",\"client\":\"" + VICTIM
                    + "\",\"reply\":\"535 5.7.8 x",
            "x\r{\"time\":\"" + NOW + "\",\"event\":\"login\",\"outcome\":\"refused\",\"session\":\"A\",\"client\":\""
                    + VICTIM + "\",\"reply\":\"535 5.7.8 x",
            "x\u2028{\"time\":\"" + NOW
                    + "\",\"event\":\"login\",\"outcome\":\"refused\",\"session\":\"A\",\"client\":\"" + VICTIM
                    + "\",\"reply\":\"535 5.7.8 x",
            VICTIM,
            "from " + VICTIM + " port 22",
            "<HOST> %(x)s \u0085 \u000b \u000c \u001c " + VICTIM);

    @TempDir
    Path folder;

    private TestGateway gateway;

    @BeforeEach
    void start() throws Exception {
        Installed.require("fail2ban-server", "fail2ban");
        gateway = TestGateway.start(
                Files.createDirectory(folder.resolve("gateway")),
                json -> json.put(
                        "listeners",
                        new JsonArray()
                                .add(TestGateway.listener("starttls"))
                                .add(TestGateway.listener("implicit"))
                                .add(TestGateway.listener("implicit")
                                        .put("proxyProtocol", true)
                                        .put("trustedProxies", new JsonArray().add("127.0.0.0/8")))));
    }

    @AfterEach
    void stop() {
        if (gateway != null) {
            gateway.close();
        }
    }

    private SocketClient from(String address) throws IOException {
        var family = address.indexOf(':') < 0 ? "TCP4" : "TCP6";
        var here = address.indexOf(':') < 0 ? "192.0.2.1" : "2001:db8::1";
        var client = SocketClient.plain(gateway.port(2));
        client.send("PROXY " + family + " " + address + " " + here + " 51000 465\r\n");
        client.handshake();
        client.readReply();
        return client;
    }

    private static String logIn(SocketClient client, String name, String password) throws IOException {
        var response = ("\0" + name + "\0" + password).getBytes(StandardCharsets.UTF_8);
        return client.command("AUTH PLAIN " + Base64.getEncoder().encodeToString(response));
    }

    /** In one session for each, so that nobody is cut off for the number of errors. */
    private void fails(String address, String name, String ehlo) throws IOException {
        try (var client = from(address)) {
            if (!client.command("EHLO " + ehlo).startsWith("250")) {
                client.command("EHLO client.example"); // not every forgery is one that we take
            }
            assertThat(logIn(client, name, "wrong")).startsWith("535 ");
        }
    }

    /** Refused mail, and a mechanism that is not finished, are no failed log-ins. */
    private void isRefusedMail(String address) throws IOException {
        try (var client = from(address)) {
            client.command("EHLO client.example");
            assertThat(logIn(client, TestGateway.ALICE, TestGateway.PASSWORD)).startsWith("235 ");
            for (int i = 0; i < 4; i++) {
                assertThat(client.command("MAIL FROM:<boss" + i + "@example.org>"))
                        .startsWith("55");
            }
        }
    }

    private void sessions() throws IOException {
        for (int i = 0; i < 4; i++) {
            fails(ATTACKER, "nobody" + i, "client.example");
            fails(ATTACKER_6, "somebody" + i, "client.example");
        }
        isRefusedMail("192.0.2.50");
        int number = 0;
        for (var forgery : FORGERIES) {
            fails("203.0.113." + (100 + number++), forgery, forgery.replaceAll("[\\r\\n ]", "_"));
        }
        fails("192.0.2.51", "typo", "client.example");
    }

    private Path log() {
        return gateway.settings().audit().file();
    }

    private Map<String, Integer> failuresInTheLog() throws IOException {
        var failures = new TreeMap<String, Integer>();
        gateway.audit().stream()
                .filter(event -> "login".equals(event.getString("event"))
                        && event.getString("reply", "").startsWith("535"))
                .forEach(event -> failures.merge(event.getString("client"), 1, Integer::sum));
        return failures;
    }

    private void awaitLog(int failures) throws IOException {
        while (failuresInTheLog().values().stream().mapToInt(it -> it).sum() < failures) {
            Thread.onSpinWait();
        }
    }

    @Test
    void theFilterFindsEachFailureAtItsOwnAddressAndNothingElse() throws Exception {
        sessions();
        awaitLog(4 + 4 + FORGERIES.size() + 1);
        // what no line may be made to look like, whoever writes it: an outage and another event, with all that is
        // chosen
        var report = Program.in(
                        folder,
                        "fail2ban-regex",
                        "--out",
                        "ip",
                        log().toString(),
                        Path.of("conf/fail2ban/filter.d/vouchpost.conf")
                                .toAbsolutePath()
                                .toString())
                .with("TZ", "America/New_York")
                .run();
        var found = new TreeMap<String, Integer>();
        report.said()
                .lines()
                .filter(line -> line.matches("[0-9a-f.:]+"))
                .forEach(ip -> found.merge(ip, 1, Integer::sum));
        var expected = new TreeMap<String, Integer>();
        failuresInTheLog().forEach((address, count) -> expected.put(address.replace(":0:0:0:0:0:", "::"), count));
        assertThat(found)
                .as(report.said())
                .isEqualTo(expected)
                .containsEntry(ATTACKER, 4)
                .doesNotContainKey(VICTIM);
    }

    @Test
    void theServerBansTheAttackersAndNobodyElse() throws Exception {
        var configuration = folder.resolve("conf");
        var here = new String[] {"@folder@", folder.toString()};
        Daemon.template("/fail2ban/fail2ban.conf", configuration.resolve("fail2ban.conf"), here);
        Daemon.template("/fail2ban/jail.conf", configuration.resolve("jail.conf"), here);
        Daemon.template("/fail2ban/write.conf", configuration.resolve("action.d/write.conf"), here);
        for (var ours : List.of("filter.d/vouchpost.conf", "jail.d/vouchpost.conf")) {
            Files.createDirectories(configuration.resolve(ours).getParent());
            Files.copy(Path.of("conf/fail2ban").resolve(ours), configuration.resolve(ours));
        }
        Files.writeString(
                configuration.resolve("jail.local"),
                "[vouchpost]\nlogpath = " + log() + "\nbackend = polling\nmaxretry = 3\n");
        fails("192.0.2.51", "typo", "client.example"); // the log has to be there
        awaitLog(1);
        var banned = folder.resolve("banned");
        try (var daemon = Daemon.start(
                folder,
                "fail2ban-server",
                "-f",
                "-x",
                "-c",
                configuration.toString(),
                "-s",
                folder.resolve("socket").toString(),
                "-p",
                folder.resolve("pid").toString(),
                "start")) {
            daemon.await(() -> daemon.said().contains("Server ready"));
            sessions();
            daemon.await(() -> Daemon.lines(banned).size() >= 2);
            // whatever came before this one has been read by then
            for (int i = 0; i < 3; i++) {
                fails("203.0.113.99", "last", "client.example");
            }
            daemon.await(() -> Daemon.lines(banned).contains("203.0.113.99"));
        }
        assertThat(Daemon.lines(banned)).containsExactlyInAnyOrder(ATTACKER, "2001:db8::66", "203.0.113.99");
    }

    /** A jail whose file is not there keeps all of fail2ban from starting. */
    @Test
    void theJailReadsTheLogWhereTheHandbookHasIt() throws Exception {
        var example = new JsonObject(Files.readString(Path.of("conf/examples/systemd.json")));
        assertThat(Files.readAllLines(Path.of("conf/fail2ban/jail.d/vouchpost.conf")))
                .contains("logpath  = " + example.getJsonObject("audit").getString("file"));
    }

    /** The filter says so of itself. */
    @Test
    void thoseWhoAreAskedToWaitAndOutagesAreNotCounted() throws Exception {
        var lines = folder.resolve("lines");
        var event = new JsonObject()
                .put("time", NOW)
                .put("event", "login")
                .put("outcome", "refused")
                .put("session", "7QX2M9KDA4T0")
                .put("client", VICTIM)
                .put("mechanism", "PLAIN")
                .put("account", "alice");
        Files.writeString(
                lines,
                event.copy()
                                .put("reply", "454 4.7.0 Too many failed log-ins, 535 of them")
                                .encode() + "\n"
                        + event.copy().put("reply", "421 4.7.0 535 ").encode() + "\n"
                        + event.copy()
                                .put("event", "refusal")
                                .put("reply", "535 5.7.8 no")
                                .encode() + "\n");
        var report = Program.in(
                        folder,
                        "fail2ban-regex",
                        lines.toString(),
                        Path.of("conf/fail2ban/filter.d/vouchpost.conf")
                                .toAbsolutePath()
                                .toString())
                .run();
        assertThat(report.said()).contains("3 lines, 0 ignored, 0 matched, 3 missed");
    }
}
