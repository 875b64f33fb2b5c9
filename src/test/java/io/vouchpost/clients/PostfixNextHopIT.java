package io.vouchpost.clients;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vouchpost.FreePort;
import io.vouchpost.message.Corpus;
import io.vouchpost.message.CorpusMessage;
import io.vouchpost.verticle.SocketClient;
import io.vouchpost.verticle.TestGateway;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A next hop that somebody else wrote: Postfix, over verified TLS, which wants to know who the gateway is. */
class PostfixNextHopIT {
    /** What Postfix puts on top, and below it what the gateway has put there. */
    private static final Pattern TRACES = Pattern.compile("\\AReturn-Path: <alice@example\\.org>\n"
            + "X-Original-To: (?<mailbox>\\S+)\n"
            + "Delivered-To: \\k<mailbox>\n"
            + "Received: from submit\\.example\\.org \\(.*\\)\n"
            + "\tby hop\\.example\\.net \\(Postfix\\) with ESMTPSA id \\S+\n(\t.*\n)+"
            + "Authentication-Results: submit\\.example\\.org;\n\tauth=pass smtp\\.mailfrom=alice@example\\.org\n"
            + "Received: by submit\\.example\\.org \\(Vouchpost\\)\n"
            + "\twith ESMTPSA id (?<id>\\S+)\n(\t.*\n)+?\t(?<date>[A-Z].*)\n"
            + "(Message-ID: <\\k<id>@submit\\.example\\.org>\n)?(Date: \\k<date>\n)?");

    /** Messages whose headers Postfix's cleanup(8) puts in order, whoever sends them, and how. */
    private static final Map<String, String> CHANGED_BY_POSTFIX = Map.of(
            "header-malformed-line", "the header ends before a line that is no field",
            "header-obsolete", "a Return-Path is dropped",
            "header-odd-spacing", "white space before a colon is dropped",
            "mbox-first-line", "the header ends before a line that is no field");

    @TempDir
    static Path folder;

    static Postfix postfix;
    static TestGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        postfix = Postfix.start();
        gateway = TestGateway.start(folder, json -> route(json, Postfix.PASSWORD, List.of("PLAIN")));
    }

    @BeforeEach
    void theRouteIsRight() throws Exception {
        gateway.reconfigure(json -> route(json, Postfix.PASSWORD, List.of("PLAIN")));
    }

    @AfterAll
    static void stop() throws Exception {
        if (gateway != null) {
            gateway.close();
        }
        if (postfix != null) {
            postfix.close();
        }
    }

    static Stream<CorpusMessage> deliversStrangeMessagesOctetByOctet() {
        return Corpus.all().stream().filter(message -> !CHANGED_BY_POSTFIX.containsKey(message.name()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PLAIN", "LOGIN", "CRAM-MD5", "DIGEST-MD5", ""})
    void deliversWhatAClientSubmittedOctetByOctet(String mechanism) throws Exception {
        gateway.reconfigure(
                json -> route(json, Postfix.PASSWORD, mechanism.isEmpty() ? List.of() : List.of(mechanism)));
        var before = postfix.log().length();

        assertThat(submit("bob", "carol")).startsWith("250 2.0.0 ");

        for (var user : List.of("bob", "carol")) {
            assertThat(belowTraces(postfix.delivered(user))).isEqualTo(expected());
        }
        assertThat(postfix.log().substring(before))
                .contains("sasl_method=" + (mechanism.isEmpty() ? "DIGEST-MD5" : mechanism) + ", sasl_username=");
    }

    @ParameterizedTest
    @MethodSource
    void deliversStrangeMessagesOctetByOctet(CorpusMessage strange) throws Exception {
        assertThat(submit(strange.octets(), "bob")).startsWith("250 2.0.0 ");

        assertThat(belowTraces(postfix.delivered("bob")))
                .isEqualTo(Letter.withLocalLines(new String(strange.octets(), ISO_8859_1)));
    }

    @Test
    void whenTheGatewaysOwnPasswordIsWrongTheMessageWaitsUntilItIsRight() throws Exception {
        gateway.reconfigure(json -> route(json, "wrong", List.of("PLAIN")));

        assertThat(submit("bob")).startsWith("250 2.0.0 Message ");
        assertThat(column("SELECT reply FROM spool_notes ORDER BY at DESC LIMIT 1"))
                .startsWith("451 ")
                .contains("535");

        theRouteIsRight();
        assertThat(belowTraces(postfix.delivered("bob"))).isEqualTo(expected());
    }

    @Test
    void takesTheMessageAlsoWhereTheHostBeforeItIsDead() throws Exception {
        gateway.reconfigure(json -> {
            route(json, Postfix.PASSWORD, List.of("PLAIN"));
            var hosts = json.getJsonObject("delivery")
                    .getJsonArray("routes")
                    .getJsonObject(0)
                    .getJsonArray("hosts");
            hosts.getJsonObject(0).put("priority", 10);
            hosts.add(new JsonObject().put("host", Attempt.HOST).put("port", deadPort()));
        });

        assertThat(submit("bob")).startsWith("250 ");
        assertThat(belowTraces(postfix.delivered("bob"))).isEqualTo(expected());
    }

    @Test
    void refusesInItsOwnWordsWhereAllRecipientsAreUnknown() throws Exception {
        var before = postfix.log().length();

        assertThat(submit("unknown"))
                .startsWith("550 5.1.1 <unknown@example.net>: Recipient address rejected: User unknown");

        assertThat(submit("carol")).startsWith("250 ");
        postfix.delivered("carol");
        assertThat(postfix.log().substring(before)).containsOnlyOnce("message-id=");
    }

    @Test
    void takesTheMessageForTheOthersAndTheSenderIsTold() throws Exception {
        assertThat(submit("bob", "unknown")).startsWith("250 ");

        assertThat(belowTraces(postfix.delivered("bob"))).isEqualTo(expected());
        assertThat(column("SELECT reply FROM spool_notes WHERE kind = 'REFUSED'"))
                .startsWith("550 5.1.1")
                .contains("User unknown");
        assertThat(column("SELECT r.forward_path FROM spool_recipients r JOIN spool_messages m ON m.id = r.message"
                        + " WHERE m.reverse_path = ''"))
                .isEqualTo(Letter.FROM);
    }

    /** Of the first row, when there is one. */
    private static String column(String query) {
        while (true) {
            var rows = TestGateway.await(gateway.pool().query(query).execute());
            if (rows.size() > 0) {
                return rows.iterator().next().getString(0);
            }
            TestGateway.await(gateway.vertx().timer(50, TimeUnit.MILLISECONDS));
        }
    }

    private static void route(JsonObject json, String password, List<String> mechanisms) {
        var host = new JsonObject().put("host", Attempt.HOST).put("port", postfix.port());
        var login = new JsonObject().put("username", Postfix.USER).put("password", password);
        if (!mechanisms.isEmpty()) {
            login.put("mechanisms", new JsonArray(mechanisms));
        }
        var route = new JsonObject()
                .put("hosts", new JsonArray().add(host))
                .put("tls", "required")
                .put("authorities", postfix.authority().toString())
                .put("auth", login);
        json.getJsonObject("delivery")
                .put("routes", new JsonArray().add(route))
                .put("retry", new JsonObject().put("intervals", new JsonArray().add("500ms")));
    }

    private static int deadPort() {
        return FreePort.any();
    }

    /** @return the reply to the final dot */
    private static String submit(String... users) throws Exception {
        return submit(Letter.octets(), users);
    }

    private static String submit(byte[] message, String... users) throws Exception {
        try (var client = SocketClient.loggedIn(gateway.tlsPort())) {
            client.command("MAIL FROM:<" + Letter.FROM + "> BODY=8BITMIME");
            for (var user : users) {
                assertThat(client.command("RCPT TO:<" + user + "@example.net>")).startsWith("250");
            }
            assertThat(client.command("DATA")).startsWith("354");
            var text = new String(message, ISO_8859_1);
            client.send((text.replaceAll("(^|\r\n)\\.", "$1..") + ".\r\n").getBytes(ISO_8859_1));
            return client.readReply();
        }
    }

    private static String belowTraces(String message) {
        var traces = TRACES.matcher(message);
        assertThat(traces.find())
                .as("Postfix's lines and ours above everything in\n" + message)
                .isTrue();
        return message.substring(traces.end());
    }

    /** As a maildir keeps it, one character for each octet. */
    private static String expected() {
        return Letter.withLocalLines(new String(Letter.octets(), ISO_8859_1));
    }
}
