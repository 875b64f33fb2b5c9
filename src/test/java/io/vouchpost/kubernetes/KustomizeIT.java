package io.vouchpost.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code kubectl kustomize} makes of the overlays: each object is one, and they fit together. */
@Timeout(60)
class KustomizeIT {
    @BeforeAll
    static void kubectl() throws Exception {
        Kubectl.require();
    }

    @ParameterizedTest
    @ValueSource(strings = {"base", "overlays/single", "overlays/production", "database"})
    void eachBuildsWithoutASecretInIt(String folder) throws Exception {
        var built = Installation.of(folder);
        assertThat(built.documents()).isNotEmpty().allSatisfy(document -> assertThat(
                        document.path("kind").asText())
                .isNotEqualTo("Secret"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"base", "overlays/single", "overlays/production"})
    void theConfigurationIsTheFile(String folder) throws Exception {
        assertThat(Installation.of(folder).configuration())
                .isEqualTo(new JsonObject(Files.readString(Path.of("k8s", folder, "vouchpost.json"))));
    }

    /** The labels of each kind of pod, by what makes it. */
    private static Map<String, Map<String, String>> pods(Installation built) {
        var pods = new LinkedHashMap<String, Map<String, String>>();
        built.all(Deployment.class)
                .forEach(made -> pods.put(
                        made.getMetadata().getName(), labels(made.getSpec().getTemplate())));
        built.all(StatefulSet.class)
                .forEach(made -> pods.put(
                        made.getMetadata().getName(), labels(made.getSpec().getTemplate())));
        built.all(Job.class)
                .forEach(made -> pods.put(
                        made.getMetadata().getName(), labels(made.getSpec().getTemplate())));
        return pods;
    }

    private static Map<String, String> labels(PodTemplateSpec template) {
        return template.getMetadata().getLabels();
    }

    private static List<String> selected(Installation built, Map<String, String> selector) {
        return pods(built).entrySet().stream()
                .filter(pod -> pod.getValue().entrySet().containsAll(selector.entrySet()))
                .map(Map.Entry::getKey)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"base", "overlays/single", "overlays/production"})
    void selectorsSelectWhatTheyAreForAndNothingElse(String folder) throws Exception {
        var built = Installation.of(folder);
        for (var made : built.all(Deployment.class)) {
            assertThat(selected(built, made.getSpec().getSelector().getMatchLabels()))
                    .containsExactly(made.getMetadata().getName());
        }
        for (var service : built.all(Service.class)) {
            var name = service.getMetadata().getName();
            assertThat(selected(built, service.getSpec().getSelector()))
                    .as("service " + name)
                    .containsExactly(name.replace("-admin", ""));
        }
        for (var budget : built.all(PodDisruptionBudget.class)) {
            assertThat(selected(built, budget.getSpec().getSelector().getMatchLabels()))
                    .containsExactly("vouchpost");
        }
        for (var policy : built.all(NetworkPolicy.class)) {
            assertThat(selected(built, policy.getSpec().getPodSelector().getMatchLabels()))
                    .containsExactly(policy.getMetadata().getName());
        }
        for (var spread : built.pod().getTopologySpreadConstraints()) {
            assertThat(selected(built, spread.getLabelSelector().getMatchLabels()))
                    .containsExactly("vouchpost");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"base", "overlays/single", "overlays/production"})
    void portsAreThoseOfTheConfiguration(String folder) throws Exception {
        var built = Installation.of(folder);
        var ports = ports(built.container());
        var configuration = built.configuration();
        assertThat(ports)
                .containsEntry("submission", listener(configuration, "starttls"))
                .containsEntry("submissions", listener(configuration, "implicit"))
                .containsEntry("admin", configuration.getJsonObject("admin").getInteger("port"))
                .hasSize(3);
        assertThat(configuration.getJsonObject("admin").getString("host")).isEqualTo("0.0.0.0");

        var offered = new HashMap<Integer, String>();
        built.the(Service.class, "vouchpost")
                .getSpec()
                .getPorts()
                .forEach(
                        port -> offered.put(port.getPort(), port.getTargetPort().getStrVal()));
        assertThat(offered).isEqualTo(Map.of(587, "submission", 465, "submissions"));
        for (var service : built.all(Service.class)) {
            for (var port : service.getSpec().getPorts()) {
                if (service.getMetadata().getName().startsWith("vouchpost")) {
                    assertThat(ports).containsKey(port.getTargetPort().getStrVal());
                }
            }
        }
        for (var probe : Stream.of(
                        built.container().getStartupProbe(),
                        built.container().getReadinessProbe(),
                        built.container().getLivenessProbe())
                .toList()) {
            assertThat(probe.getHttpGet().getPort().getStrVal()).isEqualTo("admin");
        }
    }

    private static Map<String, Integer> ports(Container container) {
        var ports = new HashMap<String, Integer>();
        for (ContainerPort port : container.getPorts()) {
            ports.put(port.getName(), port.getContainerPort());
        }
        return ports;
    }

    private static int listener(JsonObject configuration, String tls) {
        return configuration.getJsonArray("listeners").stream()
                .map(JsonObject.class::cast)
                .filter(listener -> listener.getString("tls").equals(tls))
                .findFirst()
                .orElseThrow()
                .getInteger("port");
    }

    @ParameterizedTest
    @ValueSource(strings = {"base", "overlays/single", "overlays/production"})
    void theNetworkIsOpenWhereItHasToBeAndOnlyThere(String folder) throws Exception {
        var built = Installation.of(folder);
        var configuration = built.configuration();
        var policy = built.the(NetworkPolicy.class, "vouchpost").getSpec();
        assertThat(policy.getPolicyTypes()).containsExactly("Ingress", "Egress");

        var world = new TreeSet<Integer>();
        var monitors = new TreeSet<Integer>();
        for (var rule : policy.getIngress()) {
            (rule.getFrom().isEmpty() ? world : monitors).addAll(numbers(rule.getPorts()));
        }
        assertThat(world)
                .containsExactlyInAnyOrder(listener(configuration, "starttls"), listener(configuration, "implicit"));
        assertThat(monitors)
                .containsExactly(configuration.getJsonObject("admin").getInteger("port"));

        var out = new TreeSet<Integer>();
        policy.getEgress().forEach(rule -> out.addAll(numbers(rule.getPorts())));
        assertThat(out).contains(53, database(configuration).getPort()).containsAll(nextHops(configuration));

        if (!built.all(Job.class).isEmpty()) {
            var migration = new TreeSet<Integer>();
            built.the(NetworkPolicy.class, "vouchpost-migrate")
                    .getSpec()
                    .getEgress()
                    .forEach(rule -> migration.addAll(numbers(rule.getPorts())));
            assertThat(migration)
                    .containsExactlyInAnyOrder(53, database(configuration).getPort());
        }
    }

    static URI database(JsonObject configuration) {
        return URI.create(configuration.getJsonObject("database").getString("uri"));
    }

    private static List<Integer> numbers(List<NetworkPolicyPort> ports) {
        return ports.stream()
                .map(NetworkPolicyPort::getPort)
                .map(IntOrString::getIntVal)
                .toList();
    }

    private static List<Integer> nextHops(JsonObject configuration) {
        var ports = new ArrayList<Integer>();
        configuration.getJsonObject("delivery").getJsonArray("routes").forEach(route -> ((JsonObject) route)
                .getJsonArray("hosts")
                .forEach(host -> ports.add(((JsonObject) host).getInteger("port"))));
        return ports;
    }

    /** What the single overlay's configuration calls its neighbours is what their services are called. */
    @ParameterizedTest
    @ValueSource(strings = "overlays/single")
    void neighboursAreThere(String folder) throws Exception {
        var built = Installation.of(folder);
        var hosts = new ArrayList<>(List.of(database(built.configuration()).getHost()));
        built.configuration().getJsonObject("delivery").getJsonArray("routes").forEach(route -> ((JsonObject) route)
                .getJsonArray("hosts")
                .forEach(host -> hosts.add(((JsonObject) host).getString("host"))));
        assertThat(hosts)
                .containsExactlyInAnyOrder("postgres", "next-hop")
                .allSatisfy(host -> built.the(Service.class, host));
    }
}
