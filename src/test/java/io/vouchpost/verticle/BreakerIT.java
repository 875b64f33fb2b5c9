package io.vouchpost.verticle;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import io.vouchpost.cli.CommandFactory;
import io.vouchpost.cli.VouchpostCommand;
import io.vouchpost.guard.GeoipFile;
import io.vouchpost.survival.RecordingHop.Taken;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** An account in other hands, seen from all sides: the client, the next hop, the operator, the owner. */
class BreakerIT extends Installed {
    private static final String POSTMASTER = "postmaster@example.org";
    private static final String HOME = "alice@home.example";

    private TestGateway start(int recipients) throws Exception {
        var gateway = start(RELAYED, json -> json.getJsonObject("guard")
                .put(
                        "breaker",
                        new JsonObject()
                                .put("velocity", new JsonObject().put("atLeast", recipients))
                                .put("operator", POSTMASTER)));
        assertThat(run(gateway, "account", "contact", TestGateway.ALICE, HOME)).contains("has its contact at " + HOME);
        return gateway;
    }

    private static String[] people(int count) {
        return IntStream.range(0, count).mapToObj(i -> "r" + i + "@example.net").toArray(String[]::new);
    }

    /** It trips with the second message: its two letters are all that comes to the next hop. */
    private List<String> trip(TestGateway gateway) throws Exception {
        var references = new ArrayList<String>();
        accepted(gateway, Letter.of("usual", "bob@example.net"));
        assertThat(neighbour.arrival().octets()).contains("Subject: usual");
        references.add(accepted(gateway, Letter.of("many", people(5))));
        references.add(accepted(gateway, Letter.of("more", "carol@example.net")));
        var letters = List.of(neighbour.arrival(), neighbour.arrival());
        assertThat(letters).extracting(Taken::from).containsOnly("");
        assertThat(letters).extracting(Taken::recipients).containsExactlyInAnyOrder(List.of(POSTMASTER), List.of(HOME));
        var operator = letters.stream()
                .filter(it -> it.recipients().contains(POSTMASTER))
                .findFirst()
                .orElseThrow();
        assertThat(operator.octets())
                .contains("Auto-Submitted: auto-generated", "Subject: The mail of alice@example.org is held")
                .contains("vouchpost breaker release alice@example.org", "vouchpost breaker drop alice@example.org");
        references.forEach(reference -> awaitState(gateway, reference, "HELD"));
        assertThat(neighbour.hasArrivals()).isFalse();
        return references;
    }

    @Test
    void itTripsAndTheMailIsAcceptedAndHeldAndExplained() throws Exception {
        try (var gateway = start(6)) {
            var references = trip(gateway);
            var why = "6 recipients within the hour";
            assertThat(run(gateway, "breaker", "list")).contains(TestGateway.ALICE, "velocity", why);
            assertThat(run(gateway, "breaker", "show", "Alice@Example.org"))
                    .contains("2 messages to 6 recipients", why, "vouchpost account passwd alice@example.org");
            assertThat(run(gateway, "queue", "show", references.get(0))).contains("held by the breaker since", why);
            assertThat(run(gateway, "why", references.get(1)))
                    .contains("spool, held. The breaker holds the mail of alice@example.org", why);
            assertThat(gateway.audit())
                    .filteredOn(event -> "alarm".equals(event.getString("event")))
                    .singleElement()
                    .satisfies(event -> {
                        assertThat(event.getString("account")).isEqualTo(TestGateway.ALICE);
                        assertThat(event.getString("detail")).contains(why);
                    });
        }
    }

    @Test
    void whatIsReleasedIsDeliveredAndTheAccountGoesOn() throws Exception {
        try (var gateway = start(6)) {
            var references = trip(gateway);
            assertThat(run(gateway, "breaker", "release", TestGateway.ALICE))
                    .contains("let go: 2 messages to 6 recipients");
            assertThat(List.of(neighbour.arrival().octets(), neighbour.arrival().octets()))
                    .anyMatch(it -> it.contains("Subject: many"))
                    .anyMatch(it -> it.contains("Subject: more"));
            references.forEach(reference -> awaitEnd(gateway, reference));
            accepted(gateway, Letter.of("later", "bob@example.net"));
            assertThat(neighbour.arrival().octets()).contains("Subject: later");
            assertThat(run(gateway, "breaker", "list")).contains("Nobody's mail is held");
        }
    }

    @Test
    void whatIsDroppedIsGoneAndNobodyIsTold() throws Exception {
        try (var gateway = start(6)) {
            var references = trip(gateway);
            var dropped = new JsonObject(run(gateway, "breaker", "drop", TestGateway.ALICE, "--json"));
            assertThat(dropped.getInteger("recipients")).isEqualTo(6);
            assertThat(dropped.getString("outcome")).isEqualTo("dropped");
            references.forEach(reference -> awaitEnd(gateway, reference));
            accepted(gateway, Letter.of("later", "bob@example.net"));
            assertThat(neighbour.arrival().octets()).contains("Subject: later");
            assertThat(neighbour.hasArrivals()).isFalse();
            assertThat(fail(gateway, "breaker", "drop", TestGateway.ALICE)).contains("is held by the breaker");
        }
    }

    @Test
    void whatAnOperatorReleasesByHandWhileItIsInForceIsHeldAgain() throws Exception {
        try (var gateway = start(6)) {
            var reference = trip(gateway).get(1);
            assertThat(run(gateway, "queue", "release", reference)).contains("Released: 1 recipient.");
            awaitRow(
                    gateway,
                    "SELECT 1 FROM spool_notes WHERE message = $1 AND kind = 'HELD' HAVING count(*) = 2",
                    reference);
            awaitState(gateway, reference, "HELD");
            assertThat(neighbour.hasArrivals()).isFalse();
        }
    }

    @Test
    void aContactIsAnotherAddressThanTheAccountsOwn() throws Exception {
        try (var gateway = start(6)) {
            assertThat(fail(gateway, "account", "contact", TestGateway.ALICE, "Alice@example.org"))
                    .contains("another address");
            assertThat(fail(gateway, "account", "contact", TestGateway.ALICE, "nonsense"))
                    .contains("this is none");
            assertThat(run(gateway, "account", "contact", TestGateway.ALICE)).contains("is told at " + HOME);
            assertThat(run(gateway, "account", "contact", TestGateway.ALICE, "--none"))
                    .contains("has no contact");
            assertThat(run(gateway, "account", "contact", TestGateway.ALICE)).contains("has no contact:");
        }
    }

    @Test
    void aBrokenGeoipFileKeepsItFromStartingAndWhileItRunsTheOldOneStays() throws Exception {
        var file = folder().resolve("geoip.mmdb");
        ThrowingCallable starting = () -> start(RELAYED, json -> json.getJsonObject("guard")
                        .put("breaker", new JsonObject().put("geoip", file.toString())))
                .close();
        Files.writeString(file, "no database");
        Assertions.assertThatThrownBy(starting).hasStackTraceContaining("is no GeoIP database");

        new GeoipFile().put("192.0.2.0/24", "DE").writeTo(file);
        try (var gateway = start(RELAYED, json -> json.getJsonObject("guard")
                .put("breaker", new JsonObject().put("geoip", file.toString())))) {
            var broken = Files.writeString(folder().resolve("broken.mmdb"), "no database");
            Assertions.assertThatThrownBy(() -> gateway.reconfigure(json ->
                            json.getJsonObject("guard").getJsonObject("breaker").put("geoip", broken.toString())))
                    .hasStackTraceContaining("is no GeoIP database");
            accepted(gateway, Letter.of("usual", "bob@example.net"));
            assertThat(neighbour.arrival().octets()).contains("Subject: usual");
        }
    }

    private static String run(TestGateway gateway, String... arguments) {
        return run(gateway, 0, arguments);
    }

    private static String fail(TestGateway gateway, String... arguments) {
        return run(gateway, 1, arguments);
    }

    private static String run(TestGateway gateway, int code, String... arguments) {
        var out = new StringWriter();
        var line = new CommandLine(new VouchpostCommand(), new CommandFactory(file -> gateway.settings()));
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(out));
        assertThat(line.execute(arguments)).as(out.toString()).isEqualTo(code);
        return out.toString();
    }
}
