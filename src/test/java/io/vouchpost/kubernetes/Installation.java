package io.vouchpost.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a kustomization installs, read strictly. */
final class Installation {
    private final List<JsonNode> documents;
    private final List<HasMetadata> objects = new ArrayList<>();

    /**
     * @param folder below {@code k8s/}
     */
    static Installation of(String folder) throws Exception {
        return new Installation(StrictYaml.documents(Kubectl.kustomize(Path.of("k8s", folder))));
    }

    private Installation(List<JsonNode> documents) throws Exception {
        this.documents = documents;
        var fields = new KnownFields();
        for (var document : documents) {
            var object = StrictYaml.object(document);
            if (object.isPresent()) {
                objects.add(object.get());
            } else {
                assertThat(fields.know(document)).as(StrictYaml.kind(document)).isTrue();
                assertThat(fields.problems(document))
                        .as(StrictYaml.kind(document))
                        .isEmpty();
            }
        }
    }

    /** As they were before any model had them. */
    List<JsonNode> documents() {
        return documents;
    }

    List<HasMetadata> objects() {
        return objects;
    }

    <T extends HasMetadata> List<T> all(Class<T> type) {
        return objects.stream().filter(type::isInstance).map(type::cast).toList();
    }

    <T extends HasMetadata> T the(Class<T> type, String name) {
        return all(type).stream()
                .filter(object -> object.getMetadata().getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no " + type.getSimpleName() + " " + name));
    }

    Deployment gateways() {
        return the(Deployment.class, "vouchpost");
    }

    /** Of a gateway. */
    PodSpec pod() {
        return gateways().getSpec().getTemplate().getSpec();
    }

    Container container() {
        assertThat(pod().getContainers()).hasSize(1);
        return pod().getContainers().get(0);
    }

    /** How long a gateway that is to end goes on without knowing: {@code preStop}. */
    Duration beforeSigterm() {
        var lifecycle = Optional.ofNullable(container().getLifecycle());
        return lifecycle
                .map(it -> Duration.ofSeconds(it.getPreStop().getSleep().getSeconds()))
                .orElse(Duration.ZERO);
    }

    /** Of the gateways, and of the migration where there is one. */
    List<PodSpec> pods() {
        var pods = new ArrayList<PodSpec>();
        pods.add(pod());
        all(Job.class).forEach(job -> pods.add(job.getSpec().getTemplate().getSpec()));
        return pods;
    }

    /** What the gateways run by: the content of their ConfigMap, as they mount it. */
    JsonObject configuration() {
        var volume = pod().getVolumes().stream()
                .filter(mounted -> mounted.getConfigMap() != null)
                .findFirst()
                .orElseThrow();
        return new JsonObject(
                the(ConfigMap.class, volume.getConfigMap().getName()).getData().get("vouchpost.json"));
    }
}
