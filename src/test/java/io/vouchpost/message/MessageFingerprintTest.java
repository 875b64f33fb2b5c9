package io.vouchpost.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vouchpost.smtp.Envelope;
import io.vouchpost.smtp.Mailbox;
import io.vouchpost.smtp.Recipient;
import io.vouchpost.smtp.Terms;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The same for a second copy, and for nothing else. */
class MessageFingerprintTest {
    private static final Mailbox ALICE = new Mailbox("alice", "example.org");
    private static final Mailbox BOB = new Mailbox("bob", "example.net");
    private static final Mailbox CAROL = new Mailbox("carol", "example.net");

    private static Envelope envelope(Mailbox... recipients) {
        return new Envelope(
                Optional.of(ALICE),
                Stream.of(recipients).map(Recipient::of).toList(),
                Envelope.BodyType.UNDECLARED,
                false,
                Terms.NONE);
    }

    private static String of(String account, Envelope envelope, String messageId, String... pieces) {
        var fingerprint = new MessageFingerprint();
        Stream.of(pieces).map(Buffer::buffer).forEach(fingerprint::add);
        return fingerprint.of(account, envelope, messageId);
    }

    @Test
    void aSecondCopyHasTheSameHoweverItComes() {
        String first = of("alice", envelope(BOB, CAROL), "<1@x>", "one two");
        assertThat(first).matches("[0-9a-f]{64}");
        assertThat(of("alice", envelope(CAROL, BOB), "<1@x>", "one", " ", "two"))
                .isEqualTo(first);
        assertThat(of("alice", envelope(CAROL, new Mailbox("BOB", "Example.NET"), BOB), "<1@x>", "one two"))
                .isEqualTo(first);
    }

    @Test
    void anotherMessageHasAnother() {
        var ofNobody = new Envelope(
                Optional.empty(), envelope(BOB).recipients(), Envelope.BodyType.UNDECLARED, false, Terms.NONE);
        assertThat(List.of(
                        of("alice", envelope(BOB), "<1@x>", "one"),
                        of("alicf", envelope(BOB), "<1@x>", "one"),
                        of("alice", ofNobody, "<1@x>", "one"),
                        of("alice", envelope(CAROL), "<1@x>", "one"),
                        of("alice", envelope(BOB, CAROL), "<1@x>", "one"),
                        of("alice", envelope(BOB), "<2@x>", "one"),
                        of("alice", envelope(BOB), "<1@x>", "onf"),
                        of("alice", envelope(BOB), "<1@x>o", "ne")))
                .doesNotHaveDuplicates();
    }
}
