package io.vouchpost.verticle;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vouchpost.account.DeviceCredential;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.TextInputCallback;
import javax.security.sasl.RealmCallback;
import javax.security.sasl.Sasl;

/** What clients notice of settings of log-ins. The clients of the challenges are those of the JDK. */
final class LiveSasl {
    static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);
    private static final String OTHER_KEY =
            Base64.getEncoder().encodeToString("another key of 32 octets, as is.".getBytes(StandardCharsets.US_ASCII));
    private static final String NAME = "mail.example.org";

    private final Map<String, String> secrets = new HashMap<>();

    /** All mechanisms, and what those need that go by passwords. */
    static Consumer<JsonObject> configuration() {
        var mechanisms = new JsonArray(List.of(
                "EXTERNAL",
                "SCRAM-SHA-256",
                "OAUTHBEARER",
                "XOAUTH2",
                "DIGEST-MD5",
                "CRAM-MD5",
                "NTLM",
                "PLAIN",
                "LOGIN"));
        return LiveCase.put("sasl.mechanisms", mechanisms)
                .andThen(LiveCase.put("sasl.verifierKey", KEY))
                .andThen(LiveCase.put("sasl.legacyOnPrimary", true));
    }

    List<LiveCase> cases() {
        var plain = new JsonArray(List.of("PLAIN"));
        return List.of(
                LiveCase.of(
                        "sasl.mechanisms",
                        plain,
                        gateway -> ehlo(gateway).contains(" LOGIN") ? "two" : "one",
                        "two",
                        "one"),
                LiveCase.of("sasl.names", new JsonArray().add(NAME), gateway -> digest(gateway, NAME), "501", "235"),
                LiveCase.of(
                        "sasl.channelBinding",
                        new JsonArray().add("tls-server-end-point"),
                        gateway -> ehlo(gateway).contains("-PLUS") ? "bound" : "not",
                        "not",
                        "bound"),
                LiveCase.of(
                        "sasl.legacyOnPrimary",
                        false,
                        gateway -> cram(gateway, TestGateway.ALICE, TestGateway.PASSWORD),
                        "235",
                        "535"),
                LiveCase.of("sasl.ntlmV1", true, LiveSasl::ntlm, "535", "235"),
                LiveCase.of("sasl.scramIterations", 5000, LiveSasl::iterations, "i=10000", "i=5000"),
                LiveCase.of("sasl.verifierKey", OTHER_KEY, gateway -> device(gateway, "printer"), "235", "454"),
                LiveCase.of("sasl.previousVerifierKey", KEY, gateway -> device(gateway, "scanner"), "454", "235")
                        .with("sasl.verifierKey", OTHER_KEY),
                LiveCase.soon("sasl.exchangeTimeout", "1s", LiveSasl::late, "over"));
    }

    static SocketClient hello(TestGateway gateway) throws Exception {
        var client = SocketClient.tls(gateway.tlsPort());
        client.readReply();
        client.command("EHLO client.example");
        return client;
    }

    static String ehlo(TestGateway gateway) throws Exception {
        try (var client = hello(gateway)) {
            return client.command("EHLO client.example");
        }
    }

    private static String iterations(TestGateway gateway) throws Exception {
        try (var client = hello(gateway)) {
            var challenge = decoded(client.command("AUTH SCRAM-SHA-256 " + base64("n,,n=nobody,r=abc"))
                    .substring(4));
            return challenge.substring(challenge.lastIndexOf("i="));
        }
    }

    private static String digest(TestGateway gateway, String host) throws Exception {
        return stock(gateway, "DIGEST-MD5", host, TestGateway.ALICE, TestGateway.PASSWORD, Map.of());
    }

    private static String ntlm(TestGateway gateway) throws Exception {
        return stock(
                gateway,
                "NTLM",
                NAME,
                TestGateway.ALICE,
                TestGateway.PASSWORD,
                Map.of("com.sun.security.sasl.ntlm.version", "LM/NTLM"));
    }

    private static String cram(TestGateway gateway, String name, String password) throws Exception {
        return stock(gateway, "CRAM-MD5", NAME, name, password, Map.of());
    }

    /** Of accounts of their own: what is opened with a new key is kept under it from then on. */
    void prepare(TestGateway gateway) {
        for (var name : List.of("printer", "scanner")) {
            var account = name + "@example.org";
            gateway.account(account, TestGateway.PASSWORD, account);
            var asked = DeviceCredential.typed("it", List.of(), List.of(), Optional.empty());
            secrets.put(
                    name,
                    TestGateway.await(gateway.devices().add(account, asked))
                            .secret()
                            .reveal());
        }
    }

    private String device(TestGateway gateway, String name) throws Exception {
        return cram(gateway, name + "@example.org", secrets.get(name));
    }

    /** Looks again and again, by exchanges that began together, whether one of them has become too old. */
    private static String late(TestGateway gateway) throws Exception {
        var clients = new ArrayList<SocketClient>();
        for (int i = 0; i < 30; i++) {
            clients.add(hello(gateway));
            clients.get(i).command("AUTH LOGIN");
        }
        var seen = "goes on";
        for (var client : clients) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
            if (!client.command(base64(TestGateway.ALICE)).startsWith("334 ")) {
                seen = "over";
                break;
            }
        }
        for (var client : clients) {
            client.close();
        }
        return seen;
    }

    private static String stock(
            TestGateway gateway,
            String mechanism,
            String host,
            String name,
            String password,
            Map<String, String> properties)
            throws Exception {
        var sasl = Sasl.createSaslClient(
                new String[] {mechanism},
                null,
                "smtp",
                host,
                properties,
                questions -> answer(questions, name, password));
        try (var client = hello(gateway)) {
            var reply = client.command("AUTH " + mechanism);
            if (reply.equals("334 ") && sasl.hasInitialResponse()) {
                reply = client.command(Base64.getEncoder().encodeToString(sasl.evaluateChallenge(new byte[0])));
            }
            while (reply.startsWith("334 ")) {
                var response = sasl.evaluateChallenge(Base64.getDecoder().decode(reply.substring(4)));
                reply = client.command(Base64.getEncoder().encodeToString(response == null ? new byte[0] : response));
            }
            return reply.substring(0, 3);
        }
    }

    private static void answer(Callback[] questions, String name, String password) {
        for (var question : questions) {
            if (question instanceof RealmCallback realm) {
                realm.setText(Optional.ofNullable(realm.getDefaultText()).orElse(""));
            } else if (question instanceof TextInputCallback text) {
                text.setText("");
            } else if (question instanceof NameCallback asked) {
                asked.setName(name);
            } else if (question instanceof PasswordCallback asked) {
                asked.setPassword(password.toCharArray());
            }
        }
    }

    static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    static String decoded(String base64) {
        return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    }
}
