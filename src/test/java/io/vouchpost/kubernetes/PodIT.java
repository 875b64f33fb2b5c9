package io.vouchpost.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vouchpost.cli.CommandFactory;
import io.vouchpost.cli.VouchpostCommand;
import io.vouchpost.config.DatabaseSettings;
import io.vouchpost.config.DurationText;
import io.vouchpost.config.Workshop;
import io.vouchpost.database.Database;
import io.vouchpost.database.TestDatabase;
import io.vouchpost.verticle.Gateway;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The pods of the overlays are what the program, its configuration and the Pod Security Standards want of them. */
@Timeout(120)
class PodIT {
    /** Beyond notice and grace: to close the gateway and what it stands on, 15 s each (cli.Service). */
    private static final Duration TO_CLOSE = Duration.ofSeconds(30);

    private static final String HOME = "/etc/vouchpost/";

    @TempDir
    Path folder;

    @BeforeAll
    static void kubectl() throws Exception {
        Kubectl.require();
    }

    @ParameterizedTest
    @ValueSource(strings = {"overlays/single", "overlays/production"})
    void nobodyHasPrivileges(String overlay) throws Exception {
        var built = Installation.of(overlay);
        var pods = new ArrayList<>(built.pods());
        built.all(Deployment.class)
                .forEach(made -> pods.add(made.getSpec().getTemplate().getSpec()));
        built.all(StatefulSet.class)
                .forEach(made -> pods.add(made.getSpec().getTemplate().getSpec()));
        for (var pod : pods) {
            assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
            assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
            assertThat(pod.getAutomountServiceAccountToken()).isFalse();
            for (var container : pod.getContainers()) {
                var security = container.getSecurityContext();
                assertThat(security.getAllowPrivilegeEscalation()).isFalse();
                assertThat(security.getReadOnlyRootFilesystem()).isTrue();
                assertThat(security.getCapabilities().getDrop()).containsExactly("ALL");
                assertThat(container.getResources().getRequests()).containsKeys("cpu", "memory");
                assertThat(container.getResources().getLimits()).containsKey("memory");
            }
        }
        for (var pod : built.pods()) {
            assertThat(pod.getSecurityContext().getRunAsUser()).isEqualTo(10001);
            assertThat(pod.getSecurityContext().getFsGroup()).isEqualTo(10001);
        }
        assertThat(built.the(Namespace.class, "vouchpost").getMetadata().getLabels())
                .containsEntry("pod-security.kubernetes.io/enforce", "restricted");
    }

    @ParameterizedTest
    @ValueSource(strings = {"overlays/single", "overlays/production"})
    void theProgramKnowsItsArguments(String overlay) throws Exception {
        var built = Installation.of(overlay);
        var commands = new ArrayList<String>();
        var images = new TreeSet<String>();
        for (var pod : built.pods()) {
            for (var container : pod.getContainers()) {
                var line = new CommandLine(new VouchpostCommand(), new CommandFactory(file -> {
                    throw new AssertionError("nothing is run");
                }));
                var parsed = line.parseArgs(container.getArgs().toArray(String[]::new));
                commands.add(parsed.subcommand().commandSpec().name());
                assertThat(parsed.subcommand().matchedOptionValue("--config", Path.of("")))
                        .isEqualTo(Path.of(HOME, "vouchpost.json"));
                images.add(container.getImage());
            }
        }
        assertThat(commands).isEqualTo(built.all(Job.class).isEmpty() ? List.of("serve") : List.of("serve", "migrate"));
        assertThat(images).as("one version").hasSize(1);
        // somebody has to bring the tables up to date
        assertThat(built.configuration().getJsonObject("database").getBoolean("migrate", true))
                .isEqualTo(built.all(Job.class).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"overlays/single", "overlays/production"})
    void thereIsTimeToEndInOrder(String overlay) throws Exception {
        var built = Installation.of(overlay);
        var configuration = built.configuration();
        var notice = configuration.getJsonObject("admin").getString("notice");
        var grace = configuration.getJsonObject("limits").getString("grace");
        var needed = Stream.of(notice, grace)
                .map(text -> DurationText.parse(text).orElseThrow())
                .reduce(TO_CLOSE.plus(built.beforeSigterm()), Duration::plus);
        assertThat(built.pod().getTerminationGracePeriodSeconds())
                .as("its time runs from before preStop")
                .isGreaterThanOrEqualTo(needed.toSeconds());
    }

    @ParameterizedTest
    @ValueSource(strings = {"overlays/single", "overlays/production"})
    void whatIsMountedIsWhatTheConfigurationNames(String overlay) throws Exception {
        var built = Installation.of(overlay);
        var configuration = built.configuration();
        var read = new ArrayList<String>();
        read.add(HOME + "vouchpost.json");
        Stream.of(StandIns.secrets(configuration), StandIns.certificate(configuration))
                .forEach(files -> files.forEach(file -> read.add(HOME + file)));
        for (var pod : built.pods()) {
            var mounted = mounts(pod);
            assertThat(read).allSatisfy(file -> assertThat(mounted).containsKey(parent(file)));
            mounted.forEach((path, volume) -> {
                if (volume.getEmptyDir() == null) {
                    assertThat(read.stream().map(PodIT::parent)).contains(path);
                }
            });
        }

        var written = new ArrayList<>(List.of(
                configuration.getJsonObject("limits").getString("directory"),
                configuration.getJsonObject("audit").getString("file")));
        if (StandIns.certificate(configuration).isEmpty()) {
            written.add(configuration.getJsonObject("tls").getString("selfSignedDirectory"));
        }
        var writable = mounts(built.pod()).entrySet().stream()
                .filter(mount -> mount.getValue().getEmptyDir() != null)
                .map(Map.Entry::getKey)
                .toList();
        assertThat(writable).containsExactlyInAnyOrder("/var/lib/vouchpost", "/tmp");
        assertThat(written).allSatisfy(path -> assertThat(path).startsWith("/var/lib/vouchpost/"));
    }

    private static String parent(String file) {
        return file.substring(0, file.lastIndexOf('/'));
    }

    /** Each mount's volume; what holds secrets is for the group alone. */
    private static Map<String, Volume> mounts(PodSpec pod) {
        var volumes = pod.getVolumes().stream().collect(Collectors.toMap(Volume::getName, Function.identity()));
        for (var volume : volumes.values()) {
            if (volume.getSecret() != null) {
                assertThat(volume.getSecret().getDefaultMode()).isEqualTo(0440);
            }
            if (volume.getProjected() != null) {
                assertThat(volume.getProjected().getDefaultMode()).isEqualTo(0440);
            }
        }
        var mounts = pod.getContainers().stream()
                .flatMap(container -> container.getVolumeMounts().stream())
                .toList();
        assertThat(volumes.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        mounts.stream().map(mount -> mount.getName()).toList());
        return mounts.stream()
                .collect(Collectors.toMap(mount -> mount.getMountPath(), mount -> volumes.get(mount.getName())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"overlays/single", "overlays/production"})
    void thereIsRoomForWhatTheConfigurationAllows(String overlay) throws Exception {
        var built = Installation.of(overlay);
        var workshop = new Workshop(folder);
        StandIns.write(workshop, built.configuration());
        var settings = workshop.configuration().read();
        long needed = settings.limits().diskBytes()
                + settings.audit().rotateBytes() * (settings.audit().keep() + 1);

        var mounts = mounts(built.pod());
        long room = octets(mounts.get("/var/lib/vouchpost").getEmptyDir().getSizeLimit());
        assertThat(room).isGreaterThanOrEqualTo(needed);
        long tmp = octets(mounts.get("/tmp").getEmptyDir().getSizeLimit());
        assertThat(octets(built.container().getResources().getLimits().get("ephemeral-storage")))
                .as("the log is on it too")
                .isGreaterThan(room + tmp);
    }

    private static long octets(Quantity quantity) {
        return Quantity.getAmountInBytes(quantity).longValueExact();
    }

    @ParameterizedTest
    @ValueSource(strings = {"overlays/single", "overlays/production"})
    void aGatewayWithThisConfigurationAnswersTheProbes(String overlay) throws Exception {
        var built = Installation.of(overlay);
        var database = (DatabaseSettings.External) TestDatabase.fresh();
        var configuration = built.configuration();
        var workshop = new Workshop(folder);
        StandIns.write(workshop, configuration);
        onThisMachine(workshop, database);

        var vertx = Vertx.vertx(Gateway.options());
        try {
            var settings = workshop.configuration().read();
            TestDatabase.await(Database.migrate(vertx, settings.database())); // as the job does
            var gateway = TestDatabase.await(Gateway.start(vertx, settings));
            try {
                var admin = "http://127.0.0.1:" + gateway.adminPort().orElseThrow();
                for (var path : paths(built.container())) {
                    var answer = HttpClient.newHttpClient()
                            .send(
                                    HttpRequest.newBuilder(URI.create(admin + path))
                                            .build(),
                                    HttpResponse.BodyHandlers.ofString());
                    assertThat(answer.statusCode())
                            .as(path + ": " + answer.body())
                            .isEqualTo(200);
                }
                assertThat(gateway.ports()).hasSize(2);
            } finally {
                TestDatabase.await(gateway.stop());
            }
        } finally {
            TestDatabase.await(vertx.close());
        }
    }

    private static List<String> paths(Container container) {
        return Stream.of(container.getStartupProbe(), container.getReadinessProbe(), container.getLivenessProbe())
                .map(probe -> probe.getHttpGet().getPath())
                .distinct()
                .toList();
    }

    /** The same configuration but for ports, addresses and the database's place. */
    private static void onThisMachine(Workshop workshop, DatabaseSettings.External database) throws Exception {
        var configuration = new JsonObject(Files.readString(workshop.file));
        configuration.getJsonArray("listeners").forEach(listener -> ((JsonObject) listener)
                .put("host", "127.0.0.1")
                .put("port", 0));
        configuration.getJsonObject("admin").put("host", "127.0.0.1").put("port", 0);
        configuration.getJsonObject("database").put("uri", database.uri()).put("connections", 4);
        workshop.write(
                "secrets/database-password", database.password().orElseThrow().reveal());
        workshop.write("vouchpost.json", configuration.encodePrettily());
    }
}
