package io.vouchpost.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.FreePort;
import io.vouchpost.cli.Probed;
import io.vouchpost.probe.TestCertificates;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code probe} against a server that speaks only what is broken. */
@Timeout(60)
class ProbeOldTlsIT {
    @Test
    void tls10Fails(@TempDir Path folder) throws Exception {
        Installed.require("openssl", "openssl");
        var certificates = TestCertificates.selfSigned("localhost");
        int port = FreePort.any();
        try (var server = Daemon.start(
                folder,
                "openssl",
                "s_server",
                "-tls1",
                "-cipher",
                "ALL:@SECLEVEL=0",
                "-accept",
                "127.0.0.1:" + port,
                "-cert",
                certificates.write(folder.resolve("certificate.pem")).toString(),
                "-key",
                certificates.writeKey(folder.resolve("key.pem")).toString())) {
            server.await(() -> server.said().contains("ACCEPT"));

            var probed = Probed.run("127.0.0.1:" + port, "--tls", "implicit", "--json");

            assertThat(probed.of("tls"))
                    .singleElement()
                    .asString()
                    .startsWith("failed: the server speaks neither TLS 1.2 nor TLS 1.3");
            assertThat(probed.exitCode()).isOne();
        }
    }
}
