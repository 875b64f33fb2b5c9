package io.vouchpost;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import io.vouchpost.verticle.TestGateway;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code probe} from the jar, as a monitor runs it: the password from the standard input, the verdict in the exit code. */
@Timeout(240)
class ProbeJarIT {
    @Test
    void theVerdictIsTheExitCode(@TempDir Path folder) throws Exception {
        try (var gateway = JarGateway.start(Files.createDirectory(folder.resolve("gateway")), List.of(), json -> {})) {
            var certificate = gateway.settings()
                    .tls()
                    .selfSignedDirectory()
                    .resolve("certificate.pem")
                    .toString();
            var arguments = new String[] {
                "probe",
                "localhost:" + gateway.tlsPort(),
                "--tls",
                "implicit",
                "--ca",
                certificate,
                "--user",
                TestGateway.ALICE,
                "--password-stdin",
                "--send-to-self",
                "--json"
            };

            var right = Program.run(folder, TestGateway.PASSWORD + "\n", arguments);
            var wrong = Program.run(folder, "wrong battery staple\n", arguments);

            assertThat(right.code()).as(right.out()).isZero();
            assertThat(new JsonObject(right.out()).getString("outcome")).isIn("ok", "warn");
            assertThat(gateway.arrival().octets().toString()).contains("Auto-Submitted: auto-generated");
            assertThat(wrong.code()).isOne();
            assertThat(wrong.out()).doesNotContain("battery");
            assertThat(right.err() + wrong.err()).isEmpty();
        }
    }
}
