package io.vouchpost.verticle;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vouchpost.config.DkimSettings;
import io.vouchpost.dkim.KeyFiles;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** What clients, and the next hop, notice of settings of policy and delivery. */
final class LiveMail {
    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final String ALICE = TestGateway.ALICE;
    private static final String STRANGER = "mallory@other.example";

    private LiveMail() {}

    static List<LiveCase> policy() {
        var grant = new JsonObject()
                .put("accounts", new JsonArray().add(ALICE))
                .put("send", new JsonArray().add("*@other.example"));
        return List.of(
                LiveCase.of("policy.mode", "report", gateway -> code(gateway, STRANGER, STRANGER), "550", "250"),
                LiveCase.of("policy.checkHeader", false, gateway -> code(gateway, ALICE, STRANGER), "550", "250"),
                LiveCase.of(
                        "policy.traceClientAddress",
                        true,
                        gateway -> arrived(gateway, "[127.0.0.1]"),
                        "without",
                        "with"),
                LiveCase.of(
                        "policy.authenticationResults",
                        false,
                        gateway -> arrived(gateway, "Authentication-Results:"),
                        "with",
                        "without"),
                LiveCase.of(
                        "policy.subaddresses",
                        "",
                        gateway -> code(gateway, "alice+x@example.org", "alice+x@example.org"),
                        "250",
                        "550"),
                LiveCase.of(
                        "policy.grants",
                        new JsonArray().add(grant),
                        gateway -> code(gateway, STRANGER, STRANGER),
                        "550",
                        "250"));
    }

    /**
     * @param elsewhere a next hop that says nothing
     */
    static List<LiveCase> delivery(Path folder, ServerSocket elsewhere) {
        DkimSettings.Key key = new KeyFiles(folder).rsa("example.org", "spring", 2048);
        var signing = new JsonObject()
                .put("domain", key.domain())
                .put("selector", key.selector())
                .put("key", key.file().toString());
        var silent = route(elsewhere.getLocalPort());
        return List.of(
                LiveCase.of("delivery.acknowledge", "spooled", LiveMail::acknowledged, "posted", "accepted"),
                LiveCase.soon("delivery.relayTimeout", "1s", LiveMail::acknowledged, "accepted")
                        .with("delivery.routes", new JsonArray().add(silent)),
                LiveCase.of("delivery.duplicates", "10m", LiveMail::twice, "2", "1"),
                LiveCase.soon("delivery.routes", new JsonArray().add(silent), LiveMail::acknowledged, "accepted")
                        .with("delivery.relayTimeout", "1s"),
                LiveCase.of("delivery.spool.bytes", 1_048_576, LiveMail::large, "250", "452")
                        .with("delivery.acknowledge", "spooled"),
                LiveCase.of("delivery.spool.freeBytes", 1_000_000_000_000_000L, LiveMail::large, "250", "452")
                        .with("delivery.acknowledge", "spooled"),
                LiveCase.asked(
                        "delivery.spool.remember",
                        "7m",
                        settings -> settings.delivery().spool().remember(),
                        "PT7M"),
                LiveCase.of(
                        "delivery.dkim",
                        new JsonArray().add(signing),
                        gateway -> arrived(gateway, "DKIM-Signature:"),
                        "without",
                        "with"));
    }

    static JsonObject route(int port) {
        return new JsonObject()
                .put(
                        "hosts",
                        new JsonArray()
                                .add(new JsonObject().put("host", "127.0.0.1").put("port", port)))
                .put("tls", "none");
    }

    /** The reply to the message, or to what was refused before it. */
    static String submit(TestGateway gateway, String subject, String from, String author, String more)
            throws IOException {
        try (var client = SocketClient.loggedIn(gateway.tlsPort())) {
            for (var command : List.of("MAIL FROM:<" + from + ">", "RCPT TO:<bob@example.net>", "DATA")) {
                var reply = client.command(command);
                if (reply.charAt(0) > '3') {
                    return reply;
                }
            }
            return client.command("From: " + author + "\r\nSubject: " + subject + "\r\nMessage-ID: <" + subject
                    + "@example.org>\r\n" + more + "\r\nHello\r\n.");
        }
    }

    private static String unique() {
        return "s" + NUMBERS.incrementAndGet();
    }

    private static String code(TestGateway gateway, String from, String author) throws IOException {
        return submit(gateway, unique(), from, author, "").substring(0, 3);
    }

    private static String acknowledged(TestGateway gateway) throws IOException {
        var reply = submit(gateway, unique(), ALICE, ALICE, "");
        return reply.contains(" posted") ? "posted" : reply.contains("accepted, ") ? "accepted" : reply;
    }

    private static String large(TestGateway gateway) throws IOException {
        var field = "X-Long: " + "x".repeat(900) + "\r\n";
        return submit(gateway, unique(), ALICE, ALICE, "\r\n" + field.repeat(1_300))
                .substring(0, 3);
    }

    /** Others of earlier on may come before it. */
    private static String arrival(TestGateway gateway, String subject) throws Exception {
        for (; ; ) {
            var octets = gateway.arrival().octets().toString(StandardCharsets.UTF_8);
            if (octets.contains("Subject: " + subject + "\r\n")) {
                return octets;
            }
        }
    }

    private static String arrived(TestGateway gateway, String text) throws Exception {
        var subject = unique();
        submit(gateway, subject, ALICE, ALICE, "");
        return arrival(gateway, subject).contains(text) ? "with" : "without";
    }

    private static String twice(TestGateway gateway) throws Exception {
        var subject = unique();
        var marker = unique();
        submit(gateway, subject, ALICE, ALICE, "");
        submit(gateway, subject, ALICE, ALICE, "");
        submit(gateway, marker, ALICE, ALICE, "");
        int count = 0;
        for (; ; ) {
            var octets = gateway.arrival().octets().toString(StandardCharsets.UTF_8);
            if (octets.contains("Subject: " + marker + "\r\n")) {
                return Integer.toString(count);
            }
            count += octets.contains("Subject: " + subject + "\r\n") ? 1 : 0;
        }
    }
}
