package io.vouchpost.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.Table;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MailboxTest {

    /** Local part, and how it stands in a path. */
    static Stream<Arguments> localParts() {
        return Table.of("""
                alice         => alice@example.org
                a.b           => a.b@example.org
                .a            => ".a"@example.org
                a.            => "a."@example.org
                a..b          => "a..b"@example.org
                a b           => "a b"@example.org
                a"b           => "a\\"b"@example.org
                a\\b          => "a\\\\b"@example.org
                a@b           => "a@b"@example.org
                jörg          => jörg@example.org
                """);
    }

    @ParameterizedTest
    @MethodSource("localParts")
    void quotesWhereItHasTo(String localPart, String path) {
        assertThat(new Mailbox(localPart, "example.org")).hasToString(path);
    }

    @Test
    void anEmptyLocalPartIsQuoted() {
        assertThat(new Mailbox("", "example.org")).hasToString("\"\"@example.org");
    }

    @Test
    void comparesWithoutCaseAndInFormC() {
        assertThat(new Mailbox("ALICE", "Example.ORG").normalized()).isEqualTo("alice@example.org");
        assertThat(new Mailbox("JO\u0308RG", "BU\u0308cher.example").normalized())
                .isEqualTo("j\u00f6rg@b\u00fccher.example");
        assertThat(new Mailbox("a@b", "c").normalized()).isEqualTo("a@b@c");
    }

    @Test
    void knowsWhatIsAscii() {
        assertThat(new Mailbox("a", "b.example").isAscii()).isTrue();
        assertThat(new Mailbox("ä", "b.example").isAscii()).isFalse();
        assertThat(new Mailbox("a", "bücher.example").isAscii()).isFalse();
    }
}
