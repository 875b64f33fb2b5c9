package io.vouchpost.verticle;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vouchpost.LogLines;
import io.vouchpost.config.Authority;
import io.vouchpost.config.Workshop;
import io.vouchpost.metrics.Scrape;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each thing that keeps a gateway from being given work is said in a line of its own, and no longer when it is over. */
@Timeout(120)
class ReadinessIT {
    private static final String READY = "ready\n";

    private final LogLines log = LogLines.of("io.vouchpost.verticle");

    @AfterEach
    void leave() {
        log.close();
    }

    /** In the order in which the log has them. */
    private List<String> said(Class<?> by) {
        return log.events()
                .filter(event -> event.getLoggerName().equals(by.getName()))
                .map(event -> event.getLevel() + " " + event.getFormattedMessage())
                .toList();
    }

    @TempDir
    Path folder;

    private TestGateway start(Consumer<JsonObject> configuring) throws Exception {
        return TestGateway.start(folder, json -> {
            json.put("admin", new JsonObject().put("port", 0));
            configuring.accept(json);
        });
    }

    private static String answer(TestGateway gateway) throws Exception {
        var answer = Busy.ask(gateway, "/health/ready");
        assertThat(answer.statusCode()).isEqualTo(answer.body().equals(READY) ? 200 : 503);
        return answer.body();
    }

    private static void until(TestGateway gateway, Predicate<String> expected) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        for (var said = answer(gateway); !expected.test(said); said = answer(gateway)) {
            assertThat(System.nanoTime()).as(said).isLessThan(deadline);
            TestGateway.await(gateway.vertx().timer(20, TimeUnit.MILLISECONDS));
        }
    }

    @Test
    void notWithoutItsDatabaseAndAgainWithIt() throws Exception {
        var detour = new Detour[1];
        try (var gateway = start(json -> {
            var database = json.getJsonObject("database");
            if (detour[0] == null) {
                detour[0] = new Detour(URI.create(database.getString("uri")).getPort());
            }
            database.put("uri", detour[0].through(database.getString("uri")));
        })) {
            assertThat(answer(gateway)).isEqualTo(READY);
            TestGateway.await(gateway.gateway().vitals().look());
            assertThat(new Scrape(Busy.ask(gateway, "/metrics").body()).value("vouchpost_spool_recipients"))
                    .isZero();
            detour[0].cut();
            until(gateway, "the database does not answer\n"::equals);
            assertThat(Busy.ask(gateway, "/health/live").statusCode())
                    .as("a new start would not help")
                    .isEqualTo(200);
            TestGateway.await(gateway.gateway().vitals().look());
            var scrape = new Scrape(Busy.ask(gateway, "/metrics").body());
            assertThat(scrape.value("vouchpost_ready")).isZero();
            assertThat(scrape.value("vouchpost_spool_recipients"))
                    .as("not known, which is not none")
                    .isNaN();
            detour[0].reopen();
            until(gateway, READY::equals);
            assertThat(said(Vitals.class))
                    .containsExactly("WARN not ready any more: the database does not answer", "INFO ready again");
        } finally {
            detour[0].close();
        }
    }

    @Test
    void onlyWithACertificateThatIsValidNow() throws Exception {
        var now = Instant.now();
        try (var gateway = start(json -> json.put("tls", issued("old", now.minus(Duration.ofDays(2)))))) {
            assertThat(answer(gateway)).matches("the certificate of CN=old has expired at 2.*\n");
            assertThat(said(Gateway.class))
                    .anyMatch(line ->
                            line.matches("WARN clients will refuse it: the certificate of CN=old has expired at 2.*"));
            assertThat(new Scrape(Busy.ask(gateway, "/metrics").body()).value("vouchpost_certificate_expiry_seconds"))
                    .isNegative();
            gateway.reconfigure(json -> json.put("tls", issued("good", now)));
            assertThat(answer(gateway)).isEqualTo(READY);
        }
        try (var gateway = start(json -> json.put("tls", issued("coming", now.plus(Duration.ofDays(2)))))) {
            assertThat(answer(gateway)).matches("the certificate of CN=coming is not valid before 2.*\n");
            assertThat(said(Gateway.class))
                    .anyMatch(line -> line.matches("WARN clients will refuse it: .* CN=coming is not valid before 2.*"))
                    .noneMatch(line -> line.startsWith("WARN") && line.contains("CN=good"));
        }
    }

    /** Valid for a day around then. */
    private JsonObject issued(String name, Instant then) {
        try {
            var own = new Authority("Authority").issue(name, then, KeyPurposeId.id_kp_serverAuth);
            var certificate = folder.resolve(name + ".crt");
            var key = folder.resolve(name + ".key");
            Files.writeString(
                    certificate, Workshop.pem("CERTIFICATE", own.certificate().getEncoded()));
            Files.writeString(key, Workshop.pem("PRIVATE KEY", own.key().getEncoded()));
            return new JsonObject().put("certificate", certificate.toString()).put("key", key.toString());
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void notWhileTheSpoolIsFull() throws Exception {
        try (var gateway = start(json -> json.getJsonObject("delivery")
                .put("acknowledge", "spooled")
                .put("spool", new JsonObject().put("bytes", 1 << 20).put("freeBytes", 0))
                .put(
                        "routes",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put(
                                                "hosts",
                                                new JsonArray()
                                                        .add(new JsonObject()
                                                                .put("host", "127.0.0.1")
                                                                .put("port", 1)))
                                        .put("tls", "none"))))) {
            assertThat(answer(gateway)).isEqualTo(READY);
            assertThat(Letter.of("large", "bob@example.net")
                            .with("Subject: large\r\n", "0123456789abcdef\r\n".repeat(53_000))
                            .to(gateway))
                    .startsWith("250 ");
            TestGateway.await(gateway.gateway().vitals().look());
            assertThat(answer(gateway))
                    .matches("no room for mail: the spool has 9[0-9]{5} octets, delivery.spool.bytes is 1048576\n");
            TestGateway.await(gateway.pool()
                    .query("UPDATE spool_recipients SET state = 'REMOVED', report = NULL, gateway = NULL")
                    .execute());
            TestGateway.await(gateway.gateway().vitals().look());
            assertThat(answer(gateway)).isEqualTo(READY);
        }
    }

    @Test
    void notWhenItWasToldToStop() throws Exception {
        try (var gateway = start(json -> json.getJsonObject("limits").put("grace", "30s"));
                var client = SocketClient.loggedIn(gateway.tlsPort())) {
            client.command("MAIL FROM:<alice@example.org>");
            var stopped = gateway.gateway().stop();
            assertThat(answer(gateway)).isEqualTo("stopping\n");
            var scrape = new Scrape(Busy.ask(gateway, "/metrics").body());
            assertThat(scrape.value("vouchpost_stopping")).isEqualTo(1);
            assertThat(scrape.value("vouchpost_ready")).isZero();
            assertThat(Busy.ask(gateway, "/health/live").body()).isEqualTo("live\n");
            client.command("RSET");
            TestGateway.await(stopped);
        }
    }
}
