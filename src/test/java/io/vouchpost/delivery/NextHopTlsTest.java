package io.vouchpost.delivery;

import static io.vouchpost.delivery.Hops.message;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.net.SelfSignedCertificate;
import io.vouchpost.config.RouteSettings.TlsPolicy;
import io.vouchpost.message.Submission;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The three TLS policies of a route. */
class NextHopTlsTest {
    private static final SelfSignedCertificate LOCALHOST = SelfSignedCertificate.create("localhost");
    private static final SelfSignedCertificate OTHER = SelfSignedCertificate.create("other.example");
    private static final Submission MESSAGE = message("a@example.org", "b@example.net");

    private final Hops hops = new Hops();

    @AfterEach
    void close() throws Exception {
        hops.close();
    }

    @AfterAll
    static void delete() {
        LOCALHOST.delete();
        OTHER.delete();
    }

    @Test
    void requiredTakesAHostWhoseNameAndAuthorityAreRight() throws Exception {
        var server = hops.server().startTls(LOCALHOST.keyCertOptions()).start();
        var outcome = hops.tls(TlsPolicy.REQUIRED, LOCALHOST.certificatePath())
                .host("localhost", server.port(), false)
                .send(MESSAGE);
        assertThat(outcome).isInstanceOf(Outcome.Relayed.class);
        assertThat(server.sockets.get(0).isSsl()).isTrue();
    }

    @Test
    void requiredTakesImplicitTlsToo() throws Exception {
        var server = hops.server().implicitTls(LOCALHOST.keyCertOptions()).start();
        var outcome = hops.tls(TlsPolicy.REQUIRED, LOCALHOST.certificatePath())
                .host("localhost", server.port(), true)
                .send(MESSAGE);
        assertThat(outcome).isInstanceOf(Outcome.Relayed.class);
    }

    @Test
    void requiredSendsNothingWithoutStartTls() throws Exception {
        var server = hops.server().start();
        refuses(server, LOCALHOST, "localhost", false, "STARTTLS required");
    }

    @Test
    void requiredSendsNothingToAnUnknownAuthority() throws Exception {
        var server = hops.server().startTls(LOCALHOST.keyCertOptions()).start();
        refuses(server, OTHER, "localhost", false, "certification path");
    }

    @Test
    void requiredSendsNothingToAnotherName() throws Exception {
        var server = hops.server().startTls(OTHER.keyCertOptions()).start();
        refuses(server, OTHER, "localhost", false, "localhost");
    }

    @Test
    void requiredSendsNothingToAnotherNameByImplicitTlsEither() throws Exception {
        var server = hops.server().implicitTls(OTHER.keyCertOptions()).start();
        refuses(server, OTHER, "localhost", true, "localhost");
    }

    @Test
    void requiredSendsNothingWhereStartTlsIsRefused() throws Exception {
        var server = hops.server()
                .startTls(LOCALHOST.keyCertOptions())
                .when("STARTTLS", "454 4.7.0 Not now" + ScriptedServer.DROP)
                .start();
        refuses(server, LOCALHOST, "localhost", false, "");
    }

    private void refuses(
            ScriptedServer server, SelfSignedCertificate trusted, String name, boolean implicit, String reason)
            throws Exception {
        var outcome = hops.tls(TlsPolicy.REQUIRED, trusted.certificatePath())
                .host(name, server.port(), implicit)
                .send(MESSAGE);
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Deferred.class, deferred -> {
            assertThat(deferred.reply().toString()).startsWith("451 4.4.1");
            assertThat(deferred.cause()).contains(name + ":" + server.port(), reason);
        });
        assertThat(server.heard("MAIL")).isEmpty();
    }

    @Test
    void opportunisticTakesTlsWhoeverSigned() throws Exception {
        var server = hops.server().startTls(OTHER.keyCertOptions()).start();
        var outcome = hops.tls(TlsPolicy.OPPORTUNISTIC, "none").host(server).send(MESSAGE);
        assertThat(outcome).isInstanceOf(Outcome.Relayed.class);
        assertThat(server.sockets.get(0).isSsl()).isTrue();
    }

    @Test
    void opportunisticGoesOnWithoutTls() throws Exception {
        var server = hops.server().start();
        var outcome = hops.tls(TlsPolicy.OPPORTUNISTIC, "none").host(server).send(MESSAGE);
        assertThat(outcome).isInstanceOf(Outcome.Relayed.class);
    }

    @Test
    void noneNeverStartsTls() throws Exception {
        var server = hops.server().startTls(LOCALHOST.keyCertOptions()).start();
        var outcome = hops.tls(TlsPolicy.NONE, "none").host(server).send(MESSAGE);
        assertThat(outcome).isInstanceOf(Outcome.Relayed.class);
        assertThat(server.heard("STARTTLS")).isEmpty();
    }
}
