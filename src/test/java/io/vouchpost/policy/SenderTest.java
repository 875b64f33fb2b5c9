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
import org.junit.jupiter.params.provider.MethodSource;

class SenderTest {
    private static final Sender ALICE = sender(
            false,
            "alice@example.org",
            "*@dept.example.org",
            "jo\u0308rg@example.org",
            "info@bücher.example",
            "o'neil@example.org");

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
        var ruling =
                ALICE.mayWriteAs("From", List.of(new Mailbox("alice", "example.org"), new Mailbox(localPart, domain)));
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
        assertThat(status(none.mayWriteAs("Sender", List.of(mailbox)))).isEqualTo("550 5.7.1");
    }

    @Test
    void aRefusalNamesFieldValueAndRemedy() {
        var mallory = new Mailbox("Mallory", "example.org");
        var refused = (Ruling.Refused) ALICE.mayWriteAs("Sender", List.of(mallory));
        assertThat(refused.reply().text()).contains("Sender Mallory@example.org");
        assertThat(refused.why().rule()).isEqualTo("policy.header");
        assertThat(refused.why().seen()).contains("Sender: Mallory@example.org").contains("*@dept.example.org");
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
}
