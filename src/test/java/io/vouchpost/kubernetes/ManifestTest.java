package io.vouchpost.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.json.JsonObject;
import io.vouchpost.cli.CheckCommand;
import io.vouchpost.cli.CommandFactory;
import io.vouchpost.config.Workshop;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What is in k8s/ file by file, before Kustomize has put it together; {@link KustomizeIT} has what comes of it. */
class ManifestTest {
    private static final Path K8S = Path.of("k8s");
    private static final Pattern SECRET_FROM_FILE = Pattern.compile("--from-(?:file|literal)=([a-z-]+)=");

    @TempDir
    Path folder;

    static List<Path> files(String ending) throws Exception {
        try (var all = Files.walk(K8S)) {
            return all.filter(file -> file.toString().endsWith(ending)).sorted().toList();
        }
    }

    static Stream<Path> configurations() {
        return Stream.of("base", "overlays/single", "overlays/production")
                .map(folder -> K8S.resolve(folder).resolve("vouchpost.json"));
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void eachConfigurationPassesCheck(Path file) throws Exception {
        var workshop = new Workshop(folder);
        StandIns.write(workshop, new JsonObject(Files.readString(file)));

        var said = new StringWriter();
        var check = new CommandLine(new CheckCommand(), new CommandFactory(unread -> {
            throw new AssertionError("check reads by itself");
        }));
        check.setOut(new PrintWriter(said, true)).setErr(new PrintWriter(said, true));
        assertThat(check.execute("--config", workshop.file.toString()))
                .as(said.toString())
                .isZero();
    }

    @Test
    void eachFileIsPartOfTheKustomizationOfItsFolder() throws Exception {
        for (var kustomization : files("kustomization.yaml")) {
            var named = new TreeSet<>(List.of("kustomization.yaml"));
            var content = StrictYaml.documents(Files.readString(kustomization)).get(0);
            content.path("resources").forEach(resource -> named.add(resource.asText()));
            content.path("patches")
                    .forEach(patch -> named.add(patch.path("path").asText("")));
            content.path("configMapGenerator")
                    .forEach(map -> map.path("files").forEach(file -> named.add(file.asText())));
            if (kustomization.endsWith("prometheus/kustomization.yaml")) {
                named.add("vouchpost-rules.yml"); // for those without the operator
            }
            named.removeIf(name -> name.isEmpty() || name.startsWith(".."));
            try (var there = Files.list(kustomization.resolveSibling("."))) {
                assertThat(there.filter(Files::isRegularFile)
                                .map(file -> file.getFileName().toString()))
                        .as(kustomization.toString())
                        .containsExactlyInAnyOrderElementsOf(named);
            }
        }
    }

    @Test
    void noSecretIsInTheTree() throws Exception {
        for (var file : files(".yaml")) {
            for (var document : StrictYaml.documents(Files.readString(file))) {
                assertThat(document.path("kind").asText()).as(file.toString()).isNotEqualTo("Secret");
                assertThat(document.has("secretGenerator")).as(file.toString()).isFalse();
            }
        }
        for (var file : configurations().toList()) {
            assertThat(secretsInTheClear(
                            StrictYaml.documents(Files.readString(file)).get(0), ""))
                    .as(file.toString())
                    .isEmpty();
        }
    }

    private static List<String> secretsInTheClear(JsonNode node, String path) {
        var found = new ArrayList<String>();
        node.fields().forEachRemaining(field -> {
            var here = path + "/" + field.getKey();
            if (field.getKey().matches("(?i).*(password|secret|token|verifierKey)")
                    && field.getValue().isTextual()) {
                found.add(here);
            }
            found.addAll(secretsInTheClear(field.getValue(), here));
        });
        node.elements().forEachRemaining(element -> {
            if (node.isArray()) {
                found.addAll(secretsInTheClear(element, path));
            }
        });
        return found;
    }

    @Test
    void theExamplesAreWhatTheirOperatorsKnow() throws Exception {
        var fields = new KnownFields();
        var external = StrictYaml.documents(Files.readString(K8S.resolve("examples/external-secrets.yaml")))
                .get(0);
        StrictYaml.object(external);
        assertThat(fields.know(external)).isTrue();
        assertThat(fields.problems(external)).isEmpty();

        var adapter = StrictYaml.documents(Files.readString(K8S.resolve("examples/prometheus-adapter.yaml")))
                .get(0)
                .at("/rules/custom/0");
        assertThat(adapter.path("seriesQuery").asText()).startsWith("vouchpost_connections{");
        assertThat(adapter.at("/name/as").asText()).isEqualTo("vouchpost_connections");
    }

    /** The database's password comes from CloudNativePG; the rest of what production names, people bring. */
    @Test
    void theSecretsThatProductionNamesAreThoseThatPeopleAreToldToMake() throws Exception {
        var configuration = new JsonObject(Files.readString(K8S.resolve("overlays/production/vouchpost.json")));
        var keys = new TreeSet<String>();
        StandIns.secrets(configuration)
                .forEach(file -> keys.add(Path.of(file).getFileName().toString()));
        keys.remove("database-password");

        var external = new TreeSet<String>();
        StrictYaml.documents(Files.readString(K8S.resolve("examples/external-secrets.yaml")))
                .get(0)
                .at("/spec/data")
                .forEach(entry -> external.add(entry.path("secretKey").asText()));
        assertThat(external).isEqualTo(keys);

        var told = new TreeSet<String>();
        var command = SECRET_FROM_FILE.matcher(Files.readString(Path.of("docs/kubernetes.md")));
        while (command.find()) {
            told.add(command.group(1));
        }
        assertThat(told).containsAll(keys).contains("database-password");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "speck: {}",
                "spec: {replica: 1}",
                "spec: {template: {spec: {containers: [{name: a, image: b, live: {}}]}}}",
                "spec: {template: {spec: {volumes: [{name: a, emptyDir: {size: 1Gi}}]}}}",
                "spec: {replicas: '3'}",
                "spec: {template: {metadata: {annotations: {a: true}}}}",
                "spec: {replicas: 1, replicas: 2}"
            })
    void aMistakeInAnObjectIsNotOverlooked(String mistake) {
        var text = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\n" + mistake + "\n";
        assertThatThrownBy(() -> StrictYaml.object(StrictYaml.documents(text).get(0)))
                .isInstanceOfAny(JsonMappingException.class, java.io.UncheckedIOException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "spec: {instance: 3}",
                "spec: {instances: '3'}",
                "spec: {postgresql: {synchronous: {method: some}}}",
                "spec: {postgresql: {parameters: {max_connections: 300}}}"
            })
    void aMistakeInAnObjectWithoutAModelIsNotOverlooked(String mistake) {
        var text = "apiVersion: postgresql.cnpg.io/v1\nkind: Cluster\nmetadata: {name: a}\n" + mistake + "\n";
        assertThat(new KnownFields().problems(StrictYaml.documents(text).get(0)))
                .hasSize(1);
    }
}
