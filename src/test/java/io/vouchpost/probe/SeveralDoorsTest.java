package io.vouchpost.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.FreePort;
import io.vouchpost.probe.SmallServer.Usual;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server with several ports, or several addresses, some of which do not answer. */
@Timeout(60)
class SeveralDoorsTest {
    private static final TestCertificates ROOT = TestCertificates.root("Root");

    private static Plan plan(Duration timeout, Plan.Endpoint... endpoints) {
        return new Plan(
                "127.0.0.1",
                List.of(endpoints),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                true,
                false,
                List.of(ROOT.certificate()),
                false,
                timeout,
                Duration.ofDays(14),
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Clock.systemUTC());
    }

    private static SmallServer server() throws IOException {
        return new SmallServer(new Usual(ROOT.server("127.0.0.1"), true));
    }

    private static Plan.Endpoint closed() {
        return new Plan.Endpoint(FreePort.any(), TlsMode.STARTTLS);
    }

    private static Report probe(Plan plan) {
        return new Probe(plan, Optional.empty(), Duration.ofSeconds(1)).run();
    }

    @Test
    void oneOfTwoPortsMayBeClosed() throws Exception {
        try (var server = server()) {
            var report =
                    probe(plan(Duration.ofSeconds(20), new Plan.Endpoint(server.port(), TlsMode.IMPLICIT), closed()));

            assertThat(report.sections())
                    .extracting(Section::outcome)
                    .containsExactly(Outcome.OK, Outcome.OK, Outcome.WARN);
        }
    }

    @Test
    void notBoth() throws Exception {
        var report = probe(plan(Duration.ofSeconds(20), closed(), closed()));

        assertThat(report.sections())
                .extracting(Section::outcome)
                .containsExactly(Outcome.OK, Outcome.FAILED, Outcome.FAILED);
    }

    /** Each of the silent ones takes as long as the whole conversation may. */
    @Test
    void addressesThatAreSilentTakeNoTimeFromTheOneThatAnswers() throws Exception {
        try (var server = server();
                var silent = new Silence(server.port())) {
            var plan = plan(Duration.ofMillis(1500), new Plan.Endpoint(server.port(), TlsMode.IMPLICIT));
            var addresses = List.of(silent.address(), InetAddress.getByName("127.0.0.1"), silent.address());

            var result = new EndpointProbe(
                            plan,
                            plan.endpoints().get(0),
                            new CertificateCheck(List.of(ROOT.certificate()), plan.clock(), plan.expiry()))
                    .run(addresses, Optional.empty());

            assertThat(result.connected()).isTrue();
            assertThat(result.section().findings())
                    .filteredOn(finding -> finding.step() == Step.CONNECT)
                    .extracting(Finding::outcome)
                    .containsExactly(Outcome.WARN, Outcome.OK, Outcome.WARN);
            assertThat(result.section().outcome()).isEqualTo(Outcome.WARN);
        }
    }

    /** An address where connections are neither taken nor refused, as behind a firewall. */
    private static final class Silence implements AutoCloseable {
        private final ServerSocket listening;
        private final List<Socket> waiting = new ArrayList<>();

        Silence(int port) throws IOException {
            listening = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.2"));
            try {
                while (true) {
                    var socket = new Socket();
                    waiting.add(socket);
                    socket.connect(new InetSocketAddress(address(), port), 200);
                }
            } catch (SocketTimeoutException full) {
                // whoever comes now waits
            }
        }

        InetAddress address() {
            return listening.getInetAddress();
        }

        @Override
        public void close() throws IOException {
            for (var socket : waiting) {
                socket.close();
            }
            listening.close();
        }
    }
}
