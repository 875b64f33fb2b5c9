package io.vouchpost.smtp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever the octets are, a command comes out, and an address that is taken is passed on as the same address. */
class CommandParserPropertyTest {
    private static final String[] PIECES = {
        "MAIL FROM:",
        "RCPT TO:",
        "<",
        ">",
        "@",
        "\"",
        "\\",
        ".",
        "..",
        " ",
        "\t",
        ":",
        ",",
        "[",
        "]",
        "[192.0.2.1]",
        "[IPv6:::1]",
        "carol",
        "example.net",
        "@example.net",
        "postmaster",
        "SMTPUTF8",
        " SMTPUTF8",
        "SIZE=1",
        "=",
        "ä",
        "\u0301",
        "\u00a0",
        "\u3000",
        "\u202e",
        "\ud83d\ude00",
        "a\u030a",
        "-",
        "_",
        "\r",
        "\0",
        "EHLO ",
        "AUTH PLAIN ",
        "BDAT ",
        "99",
        " LAST",
        "NOTIFY=",
        "NEVER",
        "ORCPT=",
        "rfc822;",
        "utf-8;\\x{",
        "ENVID=",
        "+2B",
        "HOLDFOR=9",
        "HOLDUNTIL=2026-11-21T12:00:00Z"
    };

    @Property(tries = 3000)
    void anyOctetsAreRead(@ForAll byte[] line) {
        assertThat(new CommandParser("x.example").parse(line)).isNotNull();
    }

    @Property(tries = 20_000)
    void aMailboxIsPrintedAsItWasRead(@ForAll("lines") String line) {
        mailbox(Said.parse(line)).ifPresent(CommandParserPropertyTest::comesBack);
    }

    /** Most lines of pieces are no command: here most are. */
    @Property(tries = 5000)
    void aQuotedLocalPartIsPrintedAsItWasRead(@ForAll("localParts") String localPart) {
        String quoted = localPart.replaceAll("[\\\\\"]", "\\\\$0");
        var mailbox = mailbox(Said.parse("RCPT TO:<\"" + quoted + "\"@example.net>"));
        assertThat(mailbox).contains(new Mailbox(localPart, "example.net"));
        comesBack(mailbox.orElseThrow());
    }

    static void comesBack(Mailbox mailbox) {
        assertThat(mailbox(Said.parse("RCPT TO:<" + mailbox + ">"))).contains(mailbox);
        assertThat(mailbox(Said.parse("MAIL FROM:<" + mailbox + "> SMTPUTF8"))).contains(mailbox);
        assertThat(mailbox.toString().getBytes(UTF_8).length).isLessThanOrEqualTo(256);
        assertThat(mailbox.toString().chars()).noneMatch(Character::isISOControl);
    }

    static Optional<Mailbox> mailbox(Command command) {
        if (command instanceof Command.Mail mail) {
            return mail.reversePath();
        }
        return command instanceof Command.Rcpt rcpt
                ? Optional.of(rcpt.recipient().mailbox())
                : Optional.empty();
    }

    @Provide
    Arbitrary<String> lines() {
        var any = Arbitraries.of(PIECES).list().ofMaxSize(10).map((List<String> parts) -> String.join("", parts));
        return Arbitraries.of("MAIL FROM:<", "RCPT TO:<", "RCPT TO:", "")
                .flatMap(start -> any.map(rest -> start + rest));
    }

    @Provide
    Arbitrary<String> localParts() {
        return Arbitraries.strings()
                .withCharRange(' ', '~')
                .withChars("äöü€")
                .ofMinLength(1)
                .ofMaxLength(21);
    }
}
