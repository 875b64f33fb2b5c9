package io.vouchpost.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.cli.Probed;
import io.vouchpost.probe.SmallServer.Usual;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Certificates and a password for tests that probe a {@link SmallServer}. */
abstract class ServersOnTrial {
    private static final String STRONG_SECRET = "horse";

    @TempDir
    static Path folder;

    static TestCertificates root;
    static TestCertificates good;

    @BeforeAll
    static void certificates() throws Exception {
        root = TestCertificates.root("Root");
        good = root.server("127.0.0.1");
        root.write(folder.resolve("root.pem"));
        Files.writeString(folder.resolve("password"), STRONG_SECRET + "\n");
    }

    static Probed probe(SmallServer server, String tls, String... more) {
        var arguments = new ArrayList<>(List.of("127.0.0.1:" + server.port(), "--tls", tls, "--json"));
        if (!List.of(more).contains("--timeout")) {
            arguments.addAll(List.of("--timeout", "20s"));
        }
        if (!List.of(more).contains("--ca")) {
            arguments.addAll(List.of("--ca", folder.resolve("root.pem").toString()));
        }
        arguments.addAll(List.of(more));
        var probed = Probed.run(arguments.toArray(String[]::new));
        assertThat(probed.said()).doesNotContain("Exception").doesNotContain("\tat ");
        return probed;
    }

    static String[] logIn(String... more) {
        return Stream.concat(
                        Stream.of(
                                "--user",
                                "alice",
                                "--password-file",
                                folder.resolve("password").toString()),
                        Stream.of(more))
                .toArray(String[]::new);
    }

    static Usual usual(boolean implicit) {
        return new Usual(good, implicit);
    }
}
