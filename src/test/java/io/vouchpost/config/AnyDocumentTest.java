package io.vouchpost.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Whatever stands in the file, reading it gives settings or problems and nothing else. */
class AnyDocumentTest {
    private static Path folder;

    @BeforeContainer
    static void makeFolder() throws Exception {
        folder = Files.createTempDirectory("any-document");
    }

    @AfterContainer
    static void removeFolder() throws Exception {
        Files.deleteIfExists(folder.resolve("vouchpost.json"));
        Files.delete(folder);
    }

    @Property(tries = 400)
    void anyJsonUnderKnownKeysIsReadOrRefused(@ForAll("documents") Object document) {
        check(io.vertx.core.json.Json.encode(document));
    }

    @Property(tries = 400)
    void aGoodDocumentWithAnythingAnywhereIsReadOrRefused(
            @ForAll("values") Object value, @ForAll @Size(max = 5) List<Integer> way) {
        var document = FULL.copy();
        replace(document, way, value);
        check(document.encode());
    }

    @Property(tries = 1000)
    void anyTextIsReadOrRefused(@ForAll String text) {
        check(text);
    }

    private static void check(String text) {
        for (var problem : new Workshop(folder).problems(text)) {
            assertThat(problem.message()).isNotBlank().doesNotContain("Exception", "null pointer");
            assertThat(problem.toString()).doesNotContainPattern("\\p{Cntrl}");
        }
    }

    @Provide
    Arbitrary<Object> documents() {
        return Arbitraries.recursive(AnyDocumentTest::leaves, AnyDocumentTest::containers, 1, 4);
    }

    @Provide
    Arbitrary<Object> values() {
        return Arbitraries.recursive(AnyDocumentTest::leaves, AnyDocumentTest::containers, 0, 2);
    }

    private static Arbitrary<Object> leaves() {
        return Arbitraries.<Object>oneOf(
                Arbitraries.strings().ofMaxLength(12).map(text -> text),
                Arbitraries.of(
                        "5s",
                        "0ms",
                        "999999999d",
                        "a/b",
                        "::1",
                        "10.0.0.0/8",
                        "1.2.3.4/99",
                        "/",
                        "\u0000",
                        "spooled",
                        "x".repeat(300)),
                Arbitraries.integers().map(number -> number),
                Arbitraries.bigIntegers().map(number -> number),
                Arbitraries.doubles().filter(Double::isFinite).map(number -> number),
                Arbitraries.of(true, false),
                Arbitraries.just(Map.of()).injectNull(0.8));
    }

    private static Arbitrary<Object> containers(Arbitrary<Object> inner) {
        return Arbitraries.oneOf(
                Arbitraries.maps(keys(), inner).ofMaxSize(8).map(map -> map),
                inner.list().ofMaxSize(4).map(list -> list));
    }

    private static Arbitrary<String> keys() {
        return Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(9, Arbitraries.of(everyKey())),
                net.jqwik.api.Tuple.of(1, Arbitraries.strings().ofMaxLength(5)));
    }

    private static List<String> everyKey() {
        var keys = new ArrayList<String>();
        collect(Schema.ofTheJar().root().root(), keys);
        return keys;
    }

    private static void collect(JsonObject schema, List<String> keys) {
        schema.forEach(entry -> {
            if (entry.getValue() instanceof JsonObject object) {
                if (entry.getKey().equals("properties")) {
                    keys.addAll(object.fieldNames());
                }
                collect(object, keys);
            }
        });
    }

    private static void replace(Object container, List<Integer> way, Object value) {
        var here = container;
        for (var i = 0; i < way.size(); i++) {
            var last = i == way.size() - 1;
            if (here instanceof JsonObject object && !object.isEmpty()) {
                var key = List.copyOf(object.fieldNames()).get(Math.floorMod(way.get(i), object.size()));
                here = last ? object.put(key, value) : object.getValue(key);
            } else if (here instanceof JsonArray array && !array.isEmpty()) {
                var index = Math.floorMod(way.get(i), array.size());
                here = last ? array.set(index, value) : array.getValue(index);
            }
        }
    }

    private static final JsonObject FULL = new JsonObject("""
            {"hostname": "a.example",
             "listeners": [{"host": "::", "port": 0, "tls": "implicit", "proxyProtocol": true, "trustedProxies": ["10.0.0.0/8"]}],
             "tls": {"certificate": null, "key": null, "selfSignedDirectory": "t", "clientAuthorities": null,
                     "minimumVersion": "TLSv1.2", "engine": "auto"},
             "database": {"uri": "postgresql://u@db:5432/v", "password": {"env": "X"}, "connections": 4},
             "sasl": {"mechanisms": ["PLAIN"], "realm": "r", "hashThreads": 2, "exchangeTimeout": "5s"},
             "policy": {"checkHeader": true},
             "guard": {"lockout": "1s", "longestLockout": "2s", "exempt": ["::1"]},
             "delivery": {"acknowledge": "relayed", "timeout": "5s", "routes": [{"hosts": [{"host": "h", "port": 25}],
                 "tls": "required", "auth": {"username": "u", "password": {"file": "f"}, "mechanisms": ["PLAIN"]}}]},
             "limits": {"messageBytes": 100000, "memoryBytes": 10000000, "idle": "1m", "directory": "d"},
             "admin": {"host": "127.0.0.1", "port": 1},
             "audit": {"file": "a", "keep": 1}}""");
}
