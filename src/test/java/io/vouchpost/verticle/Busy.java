package io.vouchpost.verticle;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vouchpost.metrics.Scrape;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A gateway that does everything once: each way in, each way out, each way of saying no; and what it then says of itself. */
final class Busy implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final TestGateway gateway;

    private Busy(TestGateway gateway) {
        this.gateway = gateway;
    }

    static Busy start(Path folder) throws Exception {
        return new Busy(TestGateway.start(folder, json -> {
            json.put("admin", new JsonObject().put("port", 0));
            var delivery = json.getJsonObject("delivery");
            var away = delivery.getJsonArray("routes")
                    .getJsonObject(0)
                    .copy()
                    .put("name", "away")
                    .put("recipientDomains", new JsonArray().add("away.example"));
            away.getJsonArray("hosts").getJsonObject(0).put("port", 1);
            delivery.getJsonArray("routes").getJsonObject(0).put("name", "others");
            delivery.put(
                    "routes",
                    new JsonArray()
                            .add(away)
                            .add(delivery.getJsonArray("routes").getJsonObject(0)));
        }));
    }

    TestGateway gateway() {
        return gateway;
    }

    void doEverything() throws Exception {
        logIns();
        assertThat(Letter.of("posted", "bob@example.net").to(gateway)).startsWith("250 ");
        gateway.arrival();
        assertThat(Letter.of("chunks", "bob@example.net").inChunks(gateway, 50)).startsWith("250 ");
        gateway.arrival();
        assertThat(Letter.of("loop", "bob@example.net")
                        .saying("From: mallory@example.com\r\n\r\nHello\r\n")
                        .to(gateway))
                .startsWith("550 ");
        gateway.reconfigure(json -> json.put("policy", new JsonObject().put("mode", "report"))
                .getJsonObject("delivery")
                .put("acknowledge", "spooled"));
        assertThat(Letter.of("spooled", "bob@example.net").to(gateway)).startsWith("250 ");
        gateway.arrival();
        assertThat(Letter.of("waits", "bob@away.example").to(gateway)).startsWith("250 ");
        try (var noTls = SocketClient.plain(gateway.tlsPort())) {
            noTls.send("EHLO not.tls\r\n".repeat(20));
            noTls.readReply();
        }
        breakOff();
        gateway.vertx().eventBus().request("nobody", "is there");
        until(scrape -> scrape.hasMetric("vertx_net_server_errors_total"));
        until(scrape -> scrape.value("vouchpost_deliveries_total{outcome=\"delivered\"}") == 1
                && scrape.value("vouchpost_deliveries_total{outcome=\"deferred\"}") >= 1
                && scrape.value("vouchpost_tls_failures_total") == 1);
        TestGateway.await(gateway.gateway().vitals().look());
    }

    /** Three by PLAIN, of which one is refused; one by LOGIN; one by what is not offered. All of that after STARTTLS. */
    private void logIns() throws Exception {
        try (var client = secured()) {
            assertThat(client.command("NOOP")).startsWith("250 ");
            assertThat(client.command("MAIL FROM:<alice@example.org>")).startsWith("530 ");
            assertThat(client.command("AUTH X-ZQ7-INVENTED")).startsWith("504 ");
            assertThat(client.command("AUTH PLAIN " + base64("\0" + TestGateway.ALICE + "\0wrong")))
                    .startsWith("535 ");
            assertThat(client.command("AUTH LOGIN")).startsWith("334 ");
            assertThat(client.command(base64(TestGateway.ALICE))).startsWith("334 ");
            assertThat(client.command(base64(TestGateway.PASSWORD))).startsWith("235 ");
            assertThat(client.command("QUIT")).startsWith("221 ");
        }
    }

    /** With a reset instead of a goodbye. */
    private void breakOff() throws IOException {
        try (var socket = new Socket("127.0.0.1", gateway.port())) {
            assertThat(socket.getInputStream().read()).isEqualTo('2');
            socket.setSoLinger(true, 0);
        }
    }

    private SocketClient secured() throws IOException {
        var client = SocketClient.plain(gateway.port());
        client.readReply();
        client.command("EHLO client.example");
        client.command("STARTTLS");
        client.handshake();
        client.command("EHLO client.example");
        return client;
    }

    /** Everything in which a client may write what it likes, with that in it. */
    void sayEverywhere(String invention, String from) throws Exception {
        try (var client = SocketClient.plain(from, gateway.port())) {
            client.readReply();
            client.command("EHLO " + invention + ".example");
            client.command(invention);
            client.command("VRFY " + invention);
            client.command("AUTH " + invention);
            client.command("STARTTLS");
            client.handshake();
            client.command("EHLO " + invention + ".example");
            client.command("AUTH X-" + invention);
            client.command("AUTH PLAIN " + base64("\0" + invention + "@example.org\0" + invention));
            client.command("AUTH LOGIN " + base64(invention));
            client.command(base64(invention));
            client.command("AUTH PLAIN " + base64("\0" + TestGateway.ALICE + "\0" + TestGateway.PASSWORD));
            client.command("MAIL FROM:<" + invention + "@example.com>");
            client.command("MAIL FROM:<alice@example.org> ENVID=" + invention + " X-" + invention + "=1");
            client.command("MAIL FROM:<alice@example.org> ENVID=" + invention);
            client.command("RCPT TO:<" + invention + "@" + invention + ".example>");
            client.command("BDAT " + invention);
        }
        Letter.of(invention, invention + "@" + invention + ".example")
                .with("Message-ID: <" + invention + "@example.org>\r\nX-" + invention + ": 1\r\n", invention + "\r\n")
                .to(gateway);
        ask("/" + invention);
        ask("/metrics?" + invention);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    Scrape scrape() throws Exception {
        return new Scrape(ask("/metrics").body());
    }

    /** Until it is so. */
    Scrape until(Predicate<Scrape> condition) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        var scrape = scrape();
        while (!condition.test(scrape)) {
            assertThat(System.nanoTime()).as(scrape.toString()).isLessThan(deadline);
            TestGateway.await(gateway.vertx().timer(50, TimeUnit.MILLISECONDS));
            scrape = scrape();
        }
        return scrape;
    }

    HttpResponse<String> ask(String path) throws Exception {
        return ask(gateway, path);
    }

    static HttpResponse<String> ask(TestGateway gateway, String path) throws Exception {
        var where =
                URI.create("http://127.0.0.1:" + gateway.gateway().adminPort().orElseThrow() + path);
        return HTTP.send(HttpRequest.newBuilder(where).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() {
        gateway.close();
    }
}
