package io.vouchpost.clients;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vouchpost.verticle.SocketClient;
import io.vouchpost.verticle.TestGateway;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A next hop that somebody else wrote: Postfix, over verified TLS, which wants to know who the gateway is. */
class PostfixNextHopIT {
    /** What Postfix puts on top, and below it what the gateway has put there. */
    private static final Pattern TRACES = Pattern.compile("\\AReturn-Path: <alice@example\\.org>\n"
            + "X-Original-To: (?<mailbox>\\S+)\n"
            + "Delivered-To: \\k<mailbox>\n"
            + "Received: from submit\\.example\\.org \\(.*\\)\n"
            + "\tby hop\\.example\\.net \\(Postfix\\) with ESMTPSA id \\S+\n(\t.*\n)+"
            + "Received: by submit\\.example\\.org \\(Vouchpost\\)\n\twith ESMTPSA id \\S+\n(\t.*\n)+");

    @TempDir
    static Path folder;

    static Postfix postfix;
    static TestGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        postfix = Postfix.start();
        gateway = TestGateway.start(folder, json -> route(json, Postfix.PASSWORD, List.of("PLAIN")));
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

    @ParameterizedTest
    @ValueSource(strings = {"PLAIN", "LOGIN", "CRAM-MD5", "DIGEST-MD5", ""})
    void deliversWhatAClientSubmittedOctetByOctet(String mechanism) throws Exception {
        gateway.reconfigure(json ->
                route(json, Postfix.PASSWORD, mechanism.isEmpty() ? List.of() : List.of(mechanism)));

        assertThat(submit("bob", "carol")).startsWith("250 2.0.0").contains("queued as");

        for (var user : List.of("bob", "carol")) {
            assertThat(belowTraces(postfix.mailbox(user).take())).isEqualTo(expected());
        }
        assertThat(postfix.log()).contains("sasl_username=" + Postfix.USER);
    }

    @Test
    void isNotToldThatTheGatewaysOwnPasswordIsWrongButKeepsItsMessageForLater() throws Exception {
        gateway.reconfigure(json -> route(json, "wrong", List.of("PLAIN")));

        assertThat(submit("bob")).startsWith("451 ").doesNotContain("535").doesNotContain("password");

        gateway.reconfigure(json -> route(json, Postfix.PASSWORD, List.of("PLAIN")));
        assertThat(submit("carol")).startsWith("250 ");
        assertThat(belowTraces(postfix.mailbox("carol").take())).isEqualTo(expected());
        assertThat(postfix.mailbox("bob").isEmpty()).isTrue();
    }

    @Test
    void refusesTheMessageInItsOwnWordsWhereOneRecipientIsUnknown() throws Exception {
        gateway.reconfigure(json -> route(json, Postfix.PASSWORD, List.of("PLAIN")));

        assertThat(submit("bob", "unknown"))
                .startsWith("550 5.1.1 <unknown@example.net>: Recipient address rejected: User unknown");

        // behind it in the queue: had bob's copy been taken, it would be there by now
        assertThat(submit("carol")).startsWith("250 ");
        postfix.mailbox("carol").take();
        assertThat(postfix.mailbox("bob").isEmpty()).isTrue();
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
        json.getJsonObject("delivery").put("routes", new JsonArray().add(route));
    }

    /** @return the reply to the final dot */
    private static String submit(String... users) throws Exception {
        try (var client = SocketClient.loggedIn(gateway.tlsPort())) {
            client.command("MAIL FROM:<" + Letter.FROM + "> BODY=8BITMIME");
            for (var user : users) {
                assertThat(client.command("RCPT TO:<" + user + "@example.net>")).startsWith("250");
            }
            assertThat(client.command("DATA")).startsWith("354");
            client.send(Letter.whole().replace("\r\n.", "\r\n..") + ".\r\n");
            return client.readReply();
        }
    }

    private static String belowTraces(String message) {
        var traces = TRACES.matcher(message);
        assertThat(traces.find()).as("Postfix's lines and ours above everything in\n" + message).isTrue();
        return message.substring(traces.end());
    }

    /** As a maildir keeps it, one character for each octet. */
    private static String expected() {
        return Letter.withLocalLines(new String(Letter.octets(), ISO_8859_1));
    }
}
