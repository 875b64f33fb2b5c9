package io.vouchpost.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import io.vouchpost.FreePort;
import io.vouchpost.verticle.SocketClient;
import io.vouchpost.verticle.TestGateway;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A syslog server that somebody else wrote takes our messages apart as they are meant. */
class RsyslogIT {
    /** What would end a parameter, an element, a line. */
    private static final String STRANGE = "a\"b]c\\d =\u00fc\u2603\n<1>1 forged";

    @TempDir
    Path folder;

    private int port;

    private Daemon rsyslog() throws Exception {
        Installed.require("rsyslogd", "rsyslog");
        port = FreePort.any();
        var configuration = folder.resolve("rsyslog.conf");
        Daemon.template("/rsyslog/rsyslog.conf", configuration, "@folder@", folder.toString(), "@port@", "" + port);
        var daemon = Daemon.start(
                folder,
                "rsyslogd",
                "-n",
                "-f",
                configuration.toString(),
                "-i",
                folder.resolve("pid").toString());
        daemon.await(this::listening);
        return daemon;
    }

    private boolean listening() {
        try (var socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (java.io.IOException notYet) {
            return false;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "udp"})
    void itKnowsEachPart(String transport) throws Exception {
        var received = folder.resolve("received");
        var files = Files.createDirectory(folder.resolve("gateway"));
        try (var daemon = rsyslog();
                var gateway = TestGateway.start(
                        files,
                        json -> json.put(
                                "audit",
                                new JsonObject()
                                        .put(
                                                "syslog",
                                                new JsonObject()
                                                        .put("host", "127.0.0.1")
                                                        .put("port", port)
                                                        .put("transport", transport)
                                                        .put("facility", "local3"))))) {
            try (var client = SocketClient.tls(gateway.tlsPort())) {
                client.readReply();
                client.command("EHLO client.example");
                var response = ("\0" + STRANGE + "\0wrong").getBytes(StandardCharsets.UTF_8);
                client.command("AUTH PLAIN " + Base64.getEncoder().encodeToString(response));
            }
            try (var client = SocketClient.loggedIn(gateway.tlsPort())) {
                daemon.await(() -> Daemon.lines(received).size() >= 2);
            }
        }
        var lines = Daemon.lines(received);
        assertThat(lines).hasSize(2);
        var refused = lines.get(0).split("\\|", 7);
        assertThat(refused[0]).as("local3, warning").isEqualTo("156");
        assertThat(refused[1]).startsWith("20").endsWith("Z");
        assertThat(refused[2]).isEqualTo(TestGateway.HOSTNAME);
        assertThat(refused[3]).isEqualTo("vouchpost");
        assertThat(refused[4]).isEqualTo("login");
        assertThat(refused[5])
                .startsWith("[vouchpost@32473 event=\"login\" outcome=\"refused\"")
                .contains(" account=\"a\\\"b\\]c\\\\d =\u00fc\u2603?<1>1 forged\"")
                .endsWith("]");
        assertThat(refused[6]).startsWith("\ufefflogin refused, ");
        assertThat(lines.get(1)).startsWith("158|").contains(" account=\"" + TestGateway.ALICE + "\"");
    }
}
