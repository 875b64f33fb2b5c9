package io.vouchpost.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.net.SelfSignedCertificate;
import io.vouchpost.config.RouteSettings.TlsPolicy;
import io.vouchpost.message.Submission;
import io.vouchpost.smtp.Envelope;
import io.vouchpost.smtp.Envelope.BodyType;
import io.vouchpost.smtp.Mailbox;
import io.vouchpost.smtp.Recipient;
import io.vouchpost.smtp.Recipient.Occasion;
import io.vouchpost.smtp.Terms;
import io.vouchpost.smtp.Terms.Return;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which parameters of MAIL and RCPT the next hop is told, and which never. */
class NextHopParametersTest {
    private static final Recipient PLAIN = Recipient.of(new Mailbox("b", "example.net"));
    private static final Recipient NOTIFIED = new Recipient(
            new Mailbox("c", "example.net"),
            Set.of(Occasion.DELAY, Occasion.SUCCESS),
            Optional.of("rfc822;old+2Bname@example.net"));
    private static final Recipient NEVER =
            new Recipient(new Mailbox("d", "example.net"), Set.of(Occasion.NEVER), Optional.empty());

    private final Hops hops = new Hops();

    @AfterEach
    void close() throws Exception {
        hops.close();
    }

    private static Submission message(Optional<Mailbox> from, Terms terms, Recipient... to) {
        return Hops.message(
                new Envelope(from, List.of(to), BodyType.UNDECLARED, false, terms), "", MemoryContent.of("x\r\n"));
    }

    private static Submission message(Terms terms, Recipient... to) {
        return message(Optional.of(new Mailbox("a+=", "example.org")), terms, to);
    }

    private static Terms dsn() {
        return new Terms(Optional.of(Return.HDRS), Optional.of("QQ+2B314"), false, Optional.empty(), Optional.empty());
    }

    private static Terms submitter(String who) {
        return new Terms(Optional.empty(), Optional.empty(), false, Optional.of(who), Optional.empty());
    }

    private static Terms requireTls() {
        return new Terms(Optional.empty(), Optional.empty(), true, Optional.empty(), Optional.empty());
    }

    @Test
    void whatWasAskedOfNotificationsGoesOnAsItStoodAndNothingIsAdded() throws Exception {
        var server = hops.server().with("DSN").start();
        var outcomes = hops.host(server).sendAll(message(dsn(), PLAIN, NOTIFIED, NEVER));
        assertThat(server.heard("MAIL")).containsExactly("MAIL FROM:<a+=@example.org> SIZE=3 RET=HDRS ENVID=QQ+2B314");
        assertThat(server.heard("RCPT"))
                .containsExactly(
                        "RCPT TO:<b@example.net>",
                        "RCPT TO:<c@example.net> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;old+2Bname@example.net",
                        "RCPT TO:<d@example.net> NOTIFY=NEVER");
        assertThat(outcomes).hasSize(3).allSatisfy(outcome -> assertThat(((Outcome.Relayed) outcome).willNotify())
                .isTrue());
    }

    @Test
    void withoutDsnNothingIsSaidOfItAndTheCallerKnowsThatItTellsTheSenderItself() throws Exception {
        var server = hops.server().start();
        var outcomes = hops.host(server).sendAll(message(dsn(), NOTIFIED, NEVER));
        assertThat(server.heard("MAIL")).containsExactly("MAIL FROM:<a+=@example.org> SIZE=3");
        assertThat(server.heard("RCPT")).containsExactly("RCPT TO:<c@example.net>", "RCPT TO:<d@example.net>");
        assertThat(outcomes).hasSize(2).allSatisfy(outcome -> assertThat(((Outcome.Relayed) outcome).willNotify())
                .isFalse());
    }

    @Test
    void aTrustedNextHopIsToldTheSubmitterAsTheClientWroteIt() throws Exception {
        var server = hops.server().with("AUTH PLAIN").start();
        hops.host(server).trusted();
        hops.send(message(submitter("e+3Dmc2@example.com"), PLAIN));
        hops.send(message(submitter("<>"), PLAIN));
        assertThat(server.heard("MAIL"))
                .containsExactly(
                        "MAIL FROM:<a+=@example.org> SIZE=3 AUTH=e+3Dmc2@example.com",
                        "MAIL FROM:<a+=@example.org> SIZE=3 AUTH=<>");
    }

    @Test
    void whereTheClientDidNotSayItIsTheReversePathAndForTheNullOneNothing() throws Exception {
        var server = hops.server().with("AUTH=PLAIN").start();
        hops.host(server).trusted();
        hops.send(message(Terms.NONE, PLAIN));
        hops.send(message(Optional.empty(), Terms.NONE, PLAIN));
        assertThat(server.heard("MAIL"))
                .containsExactly("MAIL FROM:<a+=@example.org> SIZE=3 AUTH=a+2B+3D@example.org", "MAIL FROM:<> SIZE=3");
    }

    @Test
    void whoIsNotTrustedOrDoesNotAskIsNotToldTheSubmitter() throws Exception {
        var untrusted = hops.server().with("AUTH PLAIN").start();
        hops.host(untrusted).send(message(submitter("e@example.com"), PLAIN));
        assertThat(untrusted.heard("MAIL")).containsExactly("MAIL FROM:<a+=@example.org> SIZE=3");
        try (var others = new Hops(hops.vertx)) {
            var without = others.server().start();
            others.host(without).trusted().send(message(submitter("e@example.com"), PLAIN));
            assertThat(without.heard("MAIL")).containsExactly("MAIL FROM:<a+=@example.org> SIZE=3");
        }
    }

    @Test
    void requireTlsGoesOnWhereTheNextHopIsVerifiedAndHasIt() throws Exception {
        var certificate = SelfSignedCertificate.create("localhost");
        var server = hops.server()
                .with("REQUIRETLS")
                .startTls(certificate.keyCertOptions())
                .start();
        hops.tls(TlsPolicy.REQUIRED, certificate.certificatePath()).host("localhost", server.port(), false);
        assertThat(hops.send(message(requireTls(), PLAIN))).isInstanceOf(Outcome.Relayed.class);
        assertThat(hops.send(message(Optional.empty(), requireTls(), PLAIN))).isInstanceOf(Outcome.Relayed.class);
        assertThat(server.heard("MAIL"))
                .containsExactly("MAIL FROM:<a+=@example.org> SIZE=3 REQUIRETLS", "MAIL FROM:<> SIZE=3 REQUIRETLS");
        certificate.delete();
    }

    @Test
    void withoutTheKeywordWhatRequiresTlsIsRefusedAndNothingSent() throws Exception {
        var certificate = SelfSignedCertificate.create("localhost");
        var server = hops.server().startTls(certificate.keyCertOptions()).start();
        hops.tls(TlsPolicy.REQUIRED, certificate.certificatePath()).host("localhost", server.port(), false);
        refuses(server);
        certificate.delete();
    }

    @Test
    void whereAnybodysCertificateIsTakenWhatRequiresTlsIsRefusedAndNothingSent() throws Exception {
        var certificate = SelfSignedCertificate.create("localhost");
        var server = hops.server()
                .with("REQUIRETLS")
                .startTls(certificate.keyCertOptions())
                .start();
        hops.tls(TlsPolicy.OPPORTUNISTIC, "none").host("localhost", server.port(), false);
        refuses(server);
        certificate.delete();
    }

    private void refuses(ScriptedServer server) throws Exception {
        for (var from : List.of(Optional.of(new Mailbox("a", "example.org")), Optional.<Mailbox>empty())) {
            assertThat(hops.sendAll(message(from, requireTls(), PLAIN, NEVER)))
                    .hasSize(2)
                    .allSatisfy(outcome -> assertThat(outcome)
                            .isInstanceOfSatisfying(Outcome.Refused.class, refused -> assertThat(
                                            refused.reply().toString())
                                    .startsWith("550 5.7.30 REQUIRETLS support required")));
        }
        assertThat(server.heard("MAIL")).isEmpty();
        assertThat(hops.send(message(Terms.NONE, PLAIN))).isInstanceOf(Outcome.Relayed.class);
        assertThat(server.connections).hasValue(1);
    }
}
