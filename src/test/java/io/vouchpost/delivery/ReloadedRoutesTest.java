package io.vouchpost.delivery;

import static io.vouchpost.delivery.Hops.ROUTE;
import static io.vouchpost.delivery.Hops.message;
import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.TurnedClock;
import io.vouchpost.message.Submission;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a reload leaves as it is, and what it replaces. */
class ReloadedRoutesTest {
    private static final Submission MESSAGE = message("a@example.org", "b@example.net");

    private final Hops hops = new Hops();
    private ScriptedServer server;

    @BeforeEach
    void open() throws Exception {
        server = hops.server().start();
        hops.host(server).backoff(Duration.ofMinutes(1)).clock(new TurnedClock());
        relay();
    }

    @AfterEach
    void close() throws Exception {
        hops.close();
    }

    @Test
    void aRouteThatIsTheSameKeepsItsConnections() throws Exception {
        hops.reload(hops.route("another"), hops.route(ROUTE));
        relay();
        assertThat(server.connections).hasValue(1);
        assertThat(server.heard("QUIT")).isEmpty();
    }

    @Test
    void andWhatIsKnownOfItsHosts() throws Exception {
        server.when("RSET", "421 4.3.2 Shutting down" + ScriptedServer.DROP).when("CONNECT", "421 4.3.2 No");
        assertThat(hops.send(MESSAGE)).isInstanceOf(Outcome.Deferred.class);
        hops.reload(hops.route(ROUTE));
        assertThat(hops.transport().health()).singleElement().satisfies(host -> assertThat(host.isUp())
                .isFalse());
    }

    @Test
    void aRouteThatChangedGetsNewOnesAndTheOldOnesAreEnded() throws Exception {
        hops.reload(hops.connections(7).route(ROUTE));
        Hops.await(server.closings.get(0));
        relay();
        assertThat(server.connections).hasValue(2);
        assertThat(server.heard("QUIT")).hasSize(1);
    }

    @Test
    @Timeout(30)
    void whatIsUnderWayOnARouteThatChangesEndsWell() throws Exception {
        server.deafInData();
        var under = hops.begin(MESSAGE);
        while (server.heard("DATA").size() < 2) {
            Thread.onSpinWait();
        }
        hops.reload(hops.connections(7).route(ROUTE));
        server.hearOn();
        assertThat(Hops.await(under)).isInstanceOf(Outcome.Relayed.class);
        Hops.await(server.closings.get(0));
    }

    @Test
    void aRouteThatIsGoneEndsItsConnectionsAndSaysSo() throws Exception {
        hops.reload(hops.route("another"));
        Hops.await(server.closings.get(0));
        assertThat(hops.send(MESSAGE))
                .isInstanceOfSatisfying(Outcome.Deferred.class, deferred -> assertThat(deferred.cause())
                        .isEqualTo("there is no route \"smarthost\""));
    }

    @Test
    void afterTheTransportWasClosedNothingIsOpenedAgain() throws Exception {
        Hops.await(hops.transport().close());
        hops.reload(hops.route(ROUTE));
        assertThat(hops.send(MESSAGE)).isInstanceOf(Outcome.Deferred.class);
        assertThat(server.connections).hasValue(1);
    }

    private void relay() throws Exception {
        assertThat(hops.send(MESSAGE)).isInstanceOf(Outcome.Relayed.class);
    }
}
