package io.vouchpost.verticle;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What clients notice of settings of limits. */
final class LiveLimits {
    private static final int ENOUGH = 200;

    private LiveLimits() {}

    static List<LiveCase> cases() {
        return List.of(
                LiveCase.of(
                        "limits.messageBytes",
                        1_000_000,
                        gateway -> offer(gateway, "SIZE"),
                        "SIZE 36700160",
                        "SIZE 1000000"),
                LiveCase.of("limits.recipients", 1, LiveLimits::secondRecipient, "250", "452"),
                LiveCase.of("limits.headerBytes", 1024, LiveLimits::longHeader, "250", "552"),
                LiveCase.of(
                        "limits.commandBytes", 512, gateway -> said(gateway, "NOOP " + "x".repeat(600)), "250", "500"),
                LiveCase.of("limits.errors", 3, gateway -> untilClosed(gateway, "BOGUS"), "21", "4"),
                LiveCase.of("limits.idleCommands", 5, gateway -> untilClosed(gateway, "NOOP"), "59", "4"),
                LiveCase.soon("limits.idle", "1s", gateway -> after(gateway, ""), "421"),
                LiveCase.soon("limits.command", "1s", gateway -> after(gateway, "NO"), "421"),
                LiveCase.soon("limits.logIn", "1s", gateway -> after(gateway, ""), "421"),
                LiveCase.soon("limits.session", "1s", gateway -> after(gateway, ""), "421"),
                LiveCase.soon("limits.data", "1s", LiveLimits::afterData, "421"),
                LiveCase.of("limits.greetingDelay", "2s", LiveLimits::earlyTalker, "220", "554"),
                LiveCase.of("limits.connections", 1, LiveLimits::twoConnections, "220", "421"),
                LiveCase.of("limits.connectionsPerAddress", 1, LiveLimits::twoConnections, "220", "421"),
                LiveCase.of("limits.connectionsPerAccount", 1, LiveLimits::twoLogIns, "235", "421"),
                LiveCase.of("limits.memoryPerMessage", 1024, LiveLimits::files, "in memory", "in a file"),
                LiveCase.of(
                        "limits.grace",
                        "7s",
                        gateway -> gateway.gateway().grace().toString(),
                        "PT30S",
                        "PT7S"),
                LiveCase.of(
                        "limits.futureRelease",
                        "1h",
                        gateway -> offer(gateway, "FUTURERELEASE").split(" ")[1],
                        "604800",
                        "3600"));
    }

    private static String offer(TestGateway gateway, String keyword) throws Exception {
        try (var client = SocketClient.loggedIn(gateway.tlsPort())) {
            return client.command("EHLO client.example")
                    .lines()
                    .map(line -> line.substring(4))
                    .filter(line -> line.startsWith(keyword))
                    .findFirst()
                    .orElse("not offered");
        }
    }

    private static String code(String reply) {
        return reply.length() < 3 ? "closed" : reply.substring(0, 3);
    }

    private static String said(TestGateway gateway, String command) throws Exception {
        try (var client = LiveSasl.hello(gateway)) {
            return code(client.command(command));
        }
    }

    private static String secondRecipient(TestGateway gateway) throws Exception {
        try (var client = SocketClient.loggedIn(gateway.tlsPort())) {
            client.command("MAIL FROM:<alice@example.org>");
            client.command("RCPT TO:<one@example.net>");
            return code(client.command("RCPT TO:<two@example.net>"));
        }
    }

    private static String longHeader(TestGateway gateway) throws Exception {
        var field = "X-Long: " + "x".repeat(500) + "\r\n";
        return LiveMail.submit(gateway, "long", "alice@example.org", "alice@example.org", field.repeat(4))
                .substring(0, 3);
    }

    private static String untilClosed(TestGateway gateway, String command) throws Exception {
        try (var client = LiveSasl.hello(gateway)) {
            for (int i = 0; i < ENOUGH; i++) {
                var reply = client.command(command);
                if (reply.isEmpty() || reply.startsWith("421")) {
                    return Integer.toString(i);
                }
            }
            return "never";
        }
    }

    /** The gateway is the next to say something. */
    private static String after(TestGateway gateway, String begun) throws Exception {
        try (var client = LiveSasl.hello(gateway)) {
            client.send(begun);
            return code(client.readReply());
        }
    }

    private static String afterData(TestGateway gateway) throws Exception {
        try (var client = SocketClient.loggedIn(gateway.tlsPort())) {
            client.command("MAIL FROM:<alice@example.org>");
            client.command("RCPT TO:<one@example.net>");
            client.command("DATA");
            client.send("Subject: slow\r\n");
            return code(client.readReply());
        }
    }

    private static String earlyTalker(TestGateway gateway) throws Exception {
        try (var client = SocketClient.plain(gateway.port())) {
            return code(client.command("EHLO client.example"));
        }
    }

    private static String twoConnections(TestGateway gateway) throws Exception {
        try (var first = SocketClient.plain(gateway.port());
                var second = SocketClient.plain(gateway.port())) {
            var one = code(first.readReply());
            var other = code(second.readReply());
            return one.equals("421") ? one : other; // which of them came first is not said
        }
    }

    private static String twoLogIns(TestGateway gateway) throws Exception {
        try (var first = SocketClient.loggedIn(gateway.tlsPort());
                var second = LiveSasl.hello(gateway)) {
            first.command("NOOP");
            return code(second.command(
                    "AUTH PLAIN " + LiveSasl.base64("\0" + TestGateway.ALICE + "\0" + TestGateway.PASSWORD)));
        }
    }

    private static String files(TestGateway gateway) throws Exception {
        try (var client = SocketClient.loggedIn(gateway.tlsPort())) {
            client.command("MAIL FROM:<alice@example.org>");
            client.command("RCPT TO:<one@example.net>");
            client.send("BDAT 20000\r\n" + "From: alice@example.org\r\n\r\n" + "x".repeat(19_973));
            client.readReply();
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(2); // it is written beside what is said
            boolean found = false;
            while (!found && System.nanoTime() < deadline) {
                found = files(gateway.settings().limits().directory());
            }
            return found ? "in a file" : "in memory";
        }
    }

    private static boolean files(java.nio.file.Path directory) throws IOException {
        try (var found = Files.walk(directory)) {
            return found.anyMatch(
                    file -> Files.isRegularFile(file) && file.toFile().length() > 0);
        }
    }
}
