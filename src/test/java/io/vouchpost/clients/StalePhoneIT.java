package io.vouchpost.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vouchpost.clients.Attempt.Security;
import io.vouchpost.verticle.TestGateway;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A phone that has kept the old password tries it again and again, by whatever mechanisms it has, and never locks the
 * laptop on the same line out: it is one guess, however often it is made.
 */
@Timeout(180)
class StalePhoneIT {
    private static final int TRIES = 50;
    private static final String STALE = "battery-staple";

    @TempDir
    Path folder;

    /** What a phone may be. */
    private record Phone(StockClient client, Choice choice) {}

    private static final List<Phone> PHONES = List.of(
            new Phone(StockClient.CURL, Choice.PLAIN),
            new Phone(StockClient.CURL, Choice.LOGIN),
            new Phone(StockClient.SWAKS, Choice.PLAIN),
            new Phone(StockClient.GSASL, Choice.SCRAM_SHA_256));

    @Test
    void neverLocksTheLaptopOut() throws Exception {
        Installed.require("curl", "curl");
        Installed.require("swaks", "swaks libnet-ssleay-perl libauthen-sasl-perl");
        Installed.require("gsasl", "gsasl");
        try (var gateway = TestGateway.start(Files.createDirectory(folder.resolve("gateway")), json -> {
            json.getJsonObject("sasl")
                    .put("mechanisms", new JsonArray().add("PLAIN").add("LOGIN").add("SCRAM-SHA-256"))
                    .put("names", new JsonArray().add(Attempt.HOST));
            json.put("guard", new JsonObject().put("tarpit", "200ms")); // else it takes minutes
        })) {
            var laptop = new ArrayList<Report>();
            laptop.add(submit(gateway, new Phone(StockClient.CURL, Choice.PLAIN), TestGateway.PASSWORD));
            for (int i = 0; i < TRIES; i++) {
                var phone = PHONES.get(i % PHONES.size());
                var report = submit(gateway, phone, STALE);
                assertThat(report.said()).as("%s, try %d", phone, i + 1).containsPattern("535|421|454|Access denied");
                if (i % 7 == 6) {
                    laptop.add(submit(gateway, new Phone(StockClient.CURL, Choice.PLAIN), TestGateway.PASSWORD));
                }
            }
            laptop.add(submit(gateway, new Phone(StockClient.SWAKS, Choice.LOGIN), TestGateway.PASSWORD));
            assertThat(laptop)
                    .allSatisfy(it -> assertThat(it.succeeded()).as(it.said()).isTrue());
        }
    }

    private Report submit(TestGateway gateway, Phone phone, String password) throws Exception {
        var own = Files.createTempDirectory(folder, "client");
        return phone.client()
                .submit(new Attempt(
                        Security.STARTTLS,
                        phone.choice(),
                        Attempt.USER,
                        password,
                        gateway.port(),
                        gateway.certificate(),
                        own.resolve("none"),
                        own));
    }
}
