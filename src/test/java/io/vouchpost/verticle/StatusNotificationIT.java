package io.vouchpost.verticle;

import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.survival.RecordingHop;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Delivery status notifications (RFC 3461, RFC 3464) over the wire: who tells the sender, who is never told. */
class StatusNotificationIT extends Installed {
    private static final String NOBODY = RecordingHop.NOBODY + "@example.net";

    @ParameterizedTest
    @ValueSource(strings = {RELAYED, SPOOLED})
    void whatTheSenderAskedForGoesOnWordForWordAndTheNextHopTells(String acknowledge) throws Exception {
        neighbour.offers("PIPELINING", "SIZE", "DSN");
        try (var gateway = start(acknowledge)) {
            var recipient = "<bob@example.net> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;Bob+2BJones@Example.net";
            accepted(gateway, Letter.of("one", recipient, "<carol@example.net>").on("RET=HDRS ENVID=QQ+2B314"));
            var taken = neighbour.arrival();
            assertThat(taken.commands().get(0)).endsWith(" RET=HDRS ENVID=QQ+2B314");
            assertThat(taken.commands().subList(1, 3))
                    .containsExactly("RCPT TO:" + recipient, "RCPT TO:<carol@example.net>");
            nothingElseComes(gateway);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {RELAYED, SPOOLED})
    void whereTheNextHopWouldNotTellTheSenderHearsFromUsThatItWasRelayed(String acknowledge) throws Exception {
        try (var gateway = start(acknowledge)) {
            var recipient = "<bob@example.net> NOTIFY=SUCCESS ORCPT=rfc822;Bob+2BJones@Example.net";
            var reference = accepted(gateway, Letter.of("one", recipient).on("RET=HDRS ENVID=QQ+2B314"));
            assertThat(neighbour.arrival().commands()).noneMatch(command -> command.matches(".*(ENVID|NOTIFY).*"));
            var notification = neighbour.arrival();
            assertThat(notification.from()).isEmpty();
            assertThat(notification.recipients()).containsExactly(TestGateway.ALICE);
            assertThat(notification.octets())
                    .contains("Action: relayed")
                    .containsPattern("Original-Envelope-Id: ?QQ\\+314")
                    .containsPattern("Original-Recipient: ?rfc822; ?Bob\\+Jones@Example.net")
                    .contains("Message-ID: <one@example.org>");
            awaitEnd(gateway, reference);
            nothingElseComes(gateway);
        }
    }

    @Test
    void whoWantsToHearNothingIsToldOfNoFailureOutOfTheSpool() throws Exception {
        try (var gateway = start(SPOOLED)) {
            var reference = accepted(gateway, deafTo(NOBODY));
            assertThat(neighbour.arrival().recipients()).containsExactly("bob@example.net");
            awaitState(gateway, reference, "FAILED");
            awaitEnd(gateway, reference);
            nothingElseComes(gateway);
        }
    }

    @Test
    void whoWantsToHearNothingLeavesNothingInTheSpool() throws Exception {
        try (var gateway = start(RELAYED)) {
            accepted(gateway, deafTo(NOBODY));
            assertThat(neighbour.arrival().recipients()).containsExactly("bob@example.net");
            awaitRow(gateway, "SELECT 1 WHERE NOT EXISTS (SELECT FROM spool_chunks)");
            nothingElseComes(gateway);
        }
    }

    private static Letter deafTo(String recipient) {
        return Letter.of("one", "<bob@example.net>", '<' + recipient + "> NOTIFY=NEVER");
    }

    @ParameterizedTest
    @ValueSource(strings = {RELAYED, SPOOLED})
    void aNotificationThatIsRefusedCausesNoOther(String acknowledge) throws Exception {
        var unreachable = RecordingHop.NOBODY + ".hears@example.org";
        try (var gateway = start(acknowledge)) {
            gateway.account(unreachable, TestGateway.PASSWORD, unreachable);
            accepted(gateway, Letter.of("one", "bob@example.net", NOBODY).from(unreachable));
            assertThat(neighbour.arrival().recipients()).containsExactly("bob@example.net");
            awaitRow(gateway, """
                    SELECT 1 FROM spool_messages JOIN spool_recipients ON message = id
                    WHERE reverse_path = '' AND forward_path = $1 AND state = 'FAILED' AND finished IS NOT NULL
                    """, unreachable);
            awaitRow(gateway, "SELECT 1 FROM spool_messages HAVING count(*) = 2 AND bool_and(finished IS NOT NULL)");
            nothingElseComes(gateway);
        }
    }

    /** A message that is sent now is the next that arrives. */
    private void nothingElseComes(TestGateway gateway) throws Exception {
        awaitRow(gateway, "SELECT 1 WHERE NOT EXISTS (SELECT FROM spool_messages WHERE finished IS NULL)");
        accepted(gateway, Letter.of("last", "dora@example.net"));
        assertThat(neighbour.arrival().recipients()).containsExactly("dora@example.net");
        assertThat(neighbour.hasArrivals()).isFalse();
    }
}
