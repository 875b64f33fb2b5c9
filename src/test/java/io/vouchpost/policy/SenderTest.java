package io.vouchpost.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.Table;
import io.vouchpost.account.Account;
import io.vouchpost.account.Identity;
import io.vouchpost.smtp.Mailbox;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SenderTest {
    private static final Sender ALICE = sender(
            false,
            "alice@example.org",
            "*@dept.example.org",
            "jo\u0308rg@example.org",
            "info@bücher.example",
            "o'neil@example.org");

    private static final Mailbox ALICE_ITSELF = new Mailbox("alice", "example.org");

    private static Sender sender(boolean nullSender, String... identities) {
        var patterns = Stream.of(identities)
                .map(typed -> Identity.of(typed).orElseThrow().pattern())
                .toList();
        return new Sender(new Account("alice", true, nullSender, patterns));
    }

    /** Local part, domain, and the identity that allows it. The same name in A-labels is another name, so far. */
    static Stream<Arguments> senders() {
        return Table.of("""
                alice     => example.org                  => alice@example.org
                Alice     => EXAMPLE.ORG                  => alice@example.org
                anybody   => dept.example.org             => *@dept.example.org
                any body  => Dept.Example.Org             => *@dept.example.org
                a@b       => dept.example.org             => *@dept.example.org
                *         => dept.example.org             => *@dept.example.org
                jörg      => example.org                  => jörg@example.org
                JÖRG      => example.org                  => jörg@example.org
                jo\u0308rg     => example.org             => jörg@example.org
                info      => BÜCHER.example               => info@bücher.example
                info      => xn--bcher-kva.example        => nobody
                o'neil    => example.org                  => o'neil@example.org
                bob       => example.org                  => nobody
                *         => example.org                  => nobody
                alice     => example.org.                 => nobody
                alice     => sub.dept.example.org         => nobody
                alice     => notdept.example.org          => nobody
                alice     => org                          => nobody
                alice+x   => example.org                  => nobody
                alice@example.org => example.net          => nobody
                x@dept.example.org => example.net         => nobody
                alice     => [192.0.2.1]                  => nobody
                alice     => [x:@dept.example.org]        => nobody
                """);
    }

    @ParameterizedTest
    @MethodSource("senders")
    void sendsOnlyAsItsIdentities(String localPart, String domain, String identity) {
        var ruling = ALICE.maySendAs(Optional.of(new Mailbox(localPart, domain)));
        if (identity.equals("nobody")) {
            assertThat(status(ruling)).isEqualTo("550 5.7.1");
        } else {
            assertThat(ruling).isEqualTo(new Ruling.Allowed(identity));
        }
    }

    @ParameterizedTest
    @MethodSource("senders")
    void writesOnlyAsItsIdentities(String localPart, String domain, String identity) {
        var ruling = ALICE.mayWrite(
                List.of(new Mailbox("alice", "example.org"), new Mailbox(localPart, domain)),
                List.of(),
                Optional.empty());
        assertThat(status(ruling)).isEqualTo(identity.equals("nobody") ? "550 5.7.1" : "allowed");
    }

    @Test
    void theNullSenderHasToBeAllowed() {
        assertThat(status(ALICE.maySendAs(Optional.empty()))).isEqualTo("550 5.7.1");
        assertThat(sender(true).maySendAs(Optional.empty())).isEqualTo(new Ruling.Allowed("<>"));
    }

    @Test
    void whoHasNoIdentitySendsAsNobodyNotEvenByItsOwnName() {
        var mailbox = new Mailbox("alice", "example.org");
        var none = new Sender(new Account("alice@example.org", true, true, List.of()));
        assertThat(status(none.maySendAs(Optional.of(mailbox)))).isEqualTo("550 5.7.1");
        assertThat(status(none.mayWrite(List.of(mailbox), List.of(), Optional.empty())))
                .isEqualTo("550 5.7.1");
    }

    @Test
    void aRefusalNamesFieldValueAndRemedy() {
        var mallory = new Mailbox("Mallory", "example.org");
        var refused = (Ruling.Refused) ALICE.mayWrite(List.of(ALICE_ITSELF), List.of(mallory), Optional.empty());
        assertThat(refused.reply().text()).contains("Sender Mallory@example.org");
        assertThat(refused.why().rule()).isEqualTo("policy.header");
        assertThat(refused.why().seen()).isEqualTo("Sender: Mallory@example.org by alice");
        assertThat(refused.why().considered()).contains("*@dept.example.org (identity)");
        assertThat(refused.why().remedy()).isEqualTo("vouchpost account identity add alice mallory@example.org");
    }

    /** Operators paste remedies, and atext has back-quotes and dollar signs. */
    @Test
    void aRemedyIsNoTrapForTheShell() {
        var trap = new Mailbox("`reboot`", "example.org");
        var refused = (Ruling.Refused) ALICE.maySendAs(Optional.of(trap));
        assertThat(refused.why().remedy()).isEqualTo("vouchpost account identity add alice '`reboot`@example.org'");
        assertThat(Explanation.word("o'neil; $(x)\n")).isEqualTo("'o'\\''neil; $(x)?'");
        assertThat(Explanation.word("alice+x@example.org")).isEqualTo("alice+x@example.org");
        assertThat(Explanation.word("")).isEqualTo("''");
    }

    private static String status(Ruling ruling) {
        return ruling instanceof Ruling.Refused refused
                ? refused.reply().status().toString()
                : "allowed";
    }

    @ParameterizedTest
    @CsvSource({"xn--x-zza.example, ɂx.example", "ɂx.example, xn--x-zza.example"})
    void whatIsForbiddenIsSoInBothFormsOfItsNameWithYoungLettersToo(String forbidden, String recipient) {
        var sender = Rules.NONE.sender(
                new Account("alice", true, false, List.of(), List.of(), List.of("not-to *@" + forbidden)));
        assertThat(sender.mayMailTo(new Mailbox("bob", recipient)).refusal()).isPresent();
        assertThat(sender.mayMailTo(new Mailbox("bob", "x.example")).refusal()).isEmpty();
    }
}
