package io.vouchpost.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.certmanager.api.model.v1.Certificate;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricSpec;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import io.vertx.core.json.JsonObject;
import io.vouchpost.config.DurationText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What only the production overlay and its database have. */
@Timeout(60)
class ProductionIT {
    /** Google Cloud's: three checks in vain, one every 8 s. */
    private static final Duration UNTIL_A_LOAD_BALANCER_HAS_NOTICED = Duration.ofSeconds(24);

    private Installation built;
    private JsonNode cluster;

    @BeforeAll
    static void kubectl() throws Exception {
        Kubectl.require();
    }

    @BeforeEach
    void build() throws Exception {
        built = Installation.of("overlays/production");
        cluster = Installation.of("database").documents().stream()
                .filter(document -> document.path("kind").asText().equals("Cluster"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theAutoscalerGoesByMetersThatThereAreAndSendsAwaySlowly() throws Exception {
        var autoscaler = built.the(HorizontalPodAutoscaler.class, "vouchpost").getSpec();
        assertThat(autoscaler.getScaleTargetRef().getKind()).isEqualTo("Deployment");
        assertThat(autoscaler.getScaleTargetRef().getName())
                .isEqualTo(built.gateways().getMetadata().getName());
        assertThat(built.gateways().getSpec().getReplicas())
                .as("a number here would undo the autoscaler's at each rollout")
                .isNull();
        assertThat(autoscaler.getMinReplicas()).isGreaterThanOrEqualTo(3);

        var meters = Files.readString(Path.of("docs/metrics.md"));
        var pods = autoscaler.getMetrics().stream()
                .filter(metric -> metric.getType().equals("Pods"))
                .map(MetricSpec::getPods)
                .toList();
        assertThat(pods).hasSize(1).allSatisfy(metric -> {
            assertThat(meters).contains("| `" + metric.getMetric().getName() + "` | gauge |");
            assertThat(metric.getTarget().getAverageValue().getNumericalAmount().intValueExact())
                    .as("well below the most that one takes")
                    .isLessThan(built.configuration().getJsonObject("limits").getInteger("connections"));
        });
        assertThat(autoscaler.getMetrics())
                .filteredOn(metric -> metric.getType().equals("Resource"))
                .extracting(metric -> metric.getResource().getName())
                .containsExactly("cpu");
        assertThat(built.container().getResources().getRequests())
                .as("what the share is of")
                .containsKey("cpu");

        var down = autoscaler.getBehavior().getScaleDown();
        assertThat(down.getStabilizationWindowSeconds()).isGreaterThanOrEqualTo(600);
        assertThat(down.getPolicies()).hasSize(1).allSatisfy(policy -> {
            assertThat(policy.getType()).isEqualTo("Pods");
            assertThat(policy.getValue()).isEqualTo(1);
            assertThat(policy.getPeriodSeconds())
                    .isGreaterThan(
                            built.pod().getTerminationGracePeriodSeconds().intValue());
        });
    }

    @Test
    void theLoadBalancerTellsWhoTheClientsAreAndIsBelieved() {
        var service = built.the(Service.class, "vouchpost").getSpec();
        assertThat(service.getType()).isEqualTo("LoadBalancer");
        assertThat(service.getExternalTrafficPolicy()).isEqualTo("Local");
        built.configuration().getJsonArray("listeners").forEach(listener -> {
            assertThat(((JsonObject) listener).getBoolean("proxyProtocol")).isTrue();
            assertThat(((JsonObject) listener).getJsonArray("trustedProxies"))
                    .as("RFC 5737: nobody is believed until somebody has thought about it")
                    .containsExactly("192.0.2.0/24");
        });
    }

    /** A pod is its node's last, and kube-proxy sends to one that ends only while it is ready: until SIGTERM. */
    @Test
    void aPodServesUntilTheLoadBalancerHasHeard() throws Exception {
        assertThat(built.the(Service.class, "vouchpost").getSpec().getExternalTrafficPolicy())
                .isEqualTo("Local");
        assertThat(built.beforeSigterm()).isGreaterThan(UNTIL_A_LOAD_BALANCER_HAS_NOTICED);
        assertThat(Files.readString(Path.of("docs/kubernetes.md")))
                .contains("`preStop.sleep`, " + built.beforeSigterm().toSeconds() + " s")
                .contains("`admin.notice`, "
                        + seconds(built.configuration().getJsonObject("admin").getString("notice")))
                .contains("`limits.grace`, "
                        + seconds(built.configuration().getJsonObject("limits").getString("grace")))
                .contains("`terminationGracePeriodSeconds`, " + built.pod().getTerminationGracePeriodSeconds() + ",");
    }

    private static String seconds(String duration) {
        return DurationText.parse(duration).orElseThrow().toSeconds() + " s";
    }

    @Test
    void theCertificateIsForTheNameAndWhereThePodsLookForIt() {
        var certificate = built.the(Certificate.class, "vouchpost").getSpec();
        assertThat(certificate.getDnsNames()).contains(built.configuration().getString("hostname"));
        assertThat(built.pod().getVolumes())
                .filteredOn(volume -> volume.getSecret() != null)
                .extracting(volume -> volume.getSecret().getSecretName())
                .containsExactly(certificate.getSecretName());
    }

    @Test
    void prometheusFindsThePods() {
        var monitor = built.the(ServiceMonitor.class, "vouchpost").getSpec();
        var services = built.all(Service.class).stream()
                .filter(service -> service.getMetadata()
                        .getLabels()
                        .entrySet()
                        .containsAll(monitor.getSelector().getMatchLabels().entrySet()))
                .toList();
        assertThat(services).hasSize(1);
        assertThat(monitor.getEndpoints()).hasSize(1).allSatisfy(endpoint -> {
            assertThat(endpoint.getPath()).isEqualTo("/metrics");
            assertThat(services.get(0).getSpec().getPorts())
                    .anySatisfy(port -> assertThat(port.getName()).isEqualTo(endpoint.getPort()));
        });
    }

    @Test
    void theAlertsAndTheDashboardComeAlong() throws Exception {
        var rules = StrictYaml.documents(Files.readString(Path.of("k8s/prometheus/vouchpost-rules.yml")))
                .get(0);
        assertThat(built.all(PrometheusRule.class)).hasSize(1);
        assertThat(built.documents())
                .filteredOn(document -> document.path("kind").asText().equals("PrometheusRule"))
                .extracting(document -> document.at("/spec/groups"))
                .containsExactly(rules.path("groups"));
        assertThat(rules.toString())
                .as("kube-state-metrics is asked about our Deployment")
                .contains("kube_deployment_spec_replicas{deployment=\\\"%s\\\"}"
                        .formatted(built.gateways().getMetadata().getName()));

        var dashboard = built.the(ConfigMap.class, "vouchpost-dashboard");
        assertThat(dashboard.getMetadata().getLabels()).containsEntry("grafana_dashboard", "1");
        assertThat(dashboard.getData())
                .containsExactly(Map.entry("vouchpost.json", Files.readString(Path.of("k8s/grafana/vouchpost.json"))));
    }

    /** One connection each is there to listen. Those that are ending have theirs still, and maxSurge does not count them. */
    @Test
    void theDatabaseHasConnectionsForAllGateways() throws Exception {
        var gateways = built.gateways().getSpec();
        int counted = built.the(HorizontalPodAutoscaler.class, "vouchpost")
                        .getSpec()
                        .getMaxReplicas()
                + gateways.getStrategy().getRollingUpdate().getMaxSurge().getIntVal();
        double ending = (double) built.pod().getTerminationGracePeriodSeconds() / gateways.getMinReadySeconds();
        int most = counted + (int) Math.ceil(ending);
        int each = built.configuration().getJsonObject("database").getInteger("connections") + 1;
        int some = 20; // migration, commands, backups, the operator itself
        int room = cluster.at("/spec/postgresql/parameters/max_connections").asInt();
        assertThat(room).isGreaterThanOrEqualTo(most * each + some);
        assertThat(Files.readString(Path.of("docs/kubernetes.md")))
                .contains("%d × %d = %d of the %d".formatted(most, each, most * each, room));
    }

    @Test
    void whatTheDatabaseHasCommittedIsInTwoPlaces() {
        assertThat(cluster.at("/spec/instances").asInt()).isGreaterThanOrEqualTo(3);
        assertThat(cluster.at("/spec/postgresql/parameters/synchronous_commit").asText())
                .isEqualTo("on");
        var synchronous = cluster.at("/spec/postgresql/synchronous");
        assertThat(synchronous.path("number").asInt()).isPositive();
        assertThat(synchronous.path("dataDurability").asText()).isEqualTo("required");
        assertThat(synchronous.path("failoverQuorum").asBoolean()).isTrue();
    }

    @Test
    void theGatewaysGoToThatDatabaseWithThePasswordThatItMade() {
        var name = cluster.at("/metadata/name").asText();
        var initial = cluster.at("/spec/bootstrap/initdb");
        var uri = KustomizeIT.database(built.configuration());
        assertThat(uri.getHost()).isEqualTo(name + "-rw");
        assertThat(uri.getPath()).isEqualTo("/" + initial.path("database").asText());
        assertThat(uri.getUserInfo()).isEqualTo(initial.path("owner").asText());
        for (var pod : built.pods()) {
            assertThat(pod.getVolumes())
                    .filteredOn(volume -> volume.getProjected() != null)
                    .flatExtracting(volume -> volume.getProjected().getSources())
                    .anySatisfy(source -> {
                        assertThat(source.getSecret().getName()).isEqualTo(name + "-app");
                        assertThat(source.getSecret().getItems())
                                .anySatisfy(item -> assertThat(item.getPath()).isEqualTo("database-password"));
                    });
        }
    }
}
