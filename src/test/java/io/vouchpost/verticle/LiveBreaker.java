package io.vouchpost.verticle;

import static io.vouchpost.verticle.TestGateway.await;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import io.vouchpost.config.BreakerSettings;
import io.vouchpost.guard.GeoipFile;
import io.vouchpost.guard.Guard;
import io.vouchpost.survival.RecordingHop;
import io.vouchpost.survival.RecordingHop.Mood;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Whose mail the breaker holds by its settings, and who is told; each time of an account that is new. */
final class LiveBreaker {
    private static final String POSTMASTER = "postmaster@example.org";
    private static final String HELD = "SELECT 1 FROM breakers WHERE account = $1 AND reason = $2";

    private final AtomicInteger numbers = new AtomicInteger();
    private final Neighbour neighbour;
    private final String countries;

    LiveBreaker(Neighbour neighbour, Path folder) throws IOException {
        this.neighbour = neighbour;
        this.countries = new GeoipFile()
                .put("198.18.0.0/15", "DE")
                .writeTo(folder.resolve("geoip.mmdb"))
                .toString();
    }

    List<LiveCase> cases() {
        var seven = new JsonObject().put("atLeast", 7);
        return List.of(
                breaker(LiveCase.of("guard.breaker.velocity", seven, this::seven, "posted", "held")),
                breaker(LiveCase.soon("guard.breaker.bounces", seven, this::refused, "held")),
                breaker(LiveCase.soon("guard.breaker.newNetwork", "hold", this::newNetwork, "held")),
                breaker(asked("newCountry", "ignore", BreakerSettings::newCountry, "IGNORE")),
                breaker(asked("geoip", countries, it -> it.geoip().orElseThrow().getFileName(), "geoip.mmdb")),
                breaker(LiveCase.of("guard.breaker.operator", POSTMASTER, this::operator, "not told", "told"))
                        .with("guard.breaker.velocity", seven),
                breaker(LiveCase.of("guard.breaker.tellOwner", false, this::owner, "told", "not told"))
                        .with("guard.breaker.velocity", seven));
    }

    /** Addresses that tests come from are in no country; what follows from one is BreakerTest's. */
    private static LiveCase asked(String key, Object value, Function<BreakerSettings, Object> part, String after) {
        return LiveCase.asked(
                "guard.breaker." + key,
                value,
                settings -> part.apply(settings.guard().breaker().orElseThrow()),
                after);
    }

    /** Before what is particular to the example. */
    private LiveCase breaker(LiveCase example) {
        var usual = LiveCase.put(
                        "guard.breaker",
                        new JsonObject()
                                .put("velocity", new JsonObject().put("atLeast", 200))
                                .put("bounces", new JsonObject().put("atLeast", 50)))
                .andThen(LiveCase.put("delivery.routes", new JsonArray().add(neighbour.route())));
        return new LiveCase(
                example.key(),
                usual.andThen(example.before()),
                example.change(),
                example.see(),
                example.seenBefore(),
                example.seenAfter());
    }

    private String account(TestGateway gateway) {
        var name = "breaker" + numbers.incrementAndGet() + "@example.org";
        gateway.account(name, TestGateway.PASSWORD, name);
        return name;
    }

    /** The reply. */
    private String toSeven(TestGateway gateway, String account, String name) throws IOException {
        neighbour.is(Mood.GOOD);
        var people =
                IntStream.range(0, 7).mapToObj(i -> name + i + "@example.net").toArray(String[]::new);
        return Letter.of(account.split("@", 2)[0], people).from(account).to(gateway);
    }

    private static String held(TestGateway gateway, String account, String reason) {
        Installed.awaitRow(gateway, HELD, account, reason);
        return "held";
    }

    private String seven(TestGateway gateway) throws IOException {
        var account = account(gateway);
        return toSeven(gateway, account, "r").contains(" posted") ? "posted" : held(gateway, account, "VELOCITY");
    }

    private String refused(TestGateway gateway) throws IOException {
        var account = account(gateway);
        toSeven(gateway, account, RecordingHop.NOBODY);
        return held(gateway, account, "BOUNCES");
    }

    private String newNetwork(TestGateway gateway) {
        var account = account(gateway);
        for (var address : List.of("198.51.100.1", "203.0.113.1")) {
            var attempt = new Guard.Attempt("S" + account + address, "client", address, "PLAIN", account, "0000");
            await(gateway.gateway().gate().guard().record(attempt, Guard.Result.SUCCEEDED));
            await(gateway.gateway().gate().settled());
        }
        return held(gateway, account, "NETWORK");
    }

    private String operator(TestGateway gateway) throws IOException {
        return toldOf(gateway, account(gateway), POSTMASTER);
    }

    private String owner(TestGateway gateway) throws IOException {
        var account = account(gateway);
        var contact = account.replace("example.org", "home.example");
        await(gateway.accounts().setContact(account, Optional.of(contact)));
        return toldOf(gateway, account, contact);
    }

    /** All letters are in the spool before it is noted that everybody is told. */
    private String toldOf(TestGateway gateway, String account, String who) throws IOException {
        toSeven(gateway, account, "r");
        Installed.awaitRow(gateway, "SELECT 1 FROM breakers WHERE account = $1 AND told IS NOT NULL", account);
        var letters = gateway.pool()
                .preparedQuery("SELECT 1 FROM spool_recipients WHERE forward_path = $1")
                .execute(Tuple.of(who));
        return await(letters).size() == 0 ? "not told" : "told";
    }
}
