package io.vouchpost.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vouchpost.smtp.Replies;
import io.vouchpost.smtp.Reply;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ReplyEncoderTest {

    @Test
    void oneLine() {
        assertThat(encoded(Reply.of(250, "2.1.0", "Sender OK"))).isEqualTo("250 2.1.0 Sender OK\r\n");
        assertThat(encoded(Reply.of(220, "", "x ESMTP"))).isEqualTo("220 x ESMTP\r\n");
    }

    /** RFC 2034 §4: the enhanced code on every line; RFC 5321 §4.2.1: a hyphen on all but the last. */
    @Test
    void manyLines() {
        assertThat(encoded(Reply.of(550, "5.7.1", "one", "two", "three")))
                .isEqualTo("550-5.7.1 one\r\n550-5.7.1 two\r\n550 5.7.1 three\r\n");
        assertThat(encoded(Replies.extensions("a.example", "b.example", List.of("PIPELINING", "SIZE 1"))))
                .isEqualTo("250-a.example greets b.example\r\n250-PIPELINING\r\n250 SIZE 1\r\n");
    }

    /** RFC 4954 §4: a space behind 334 even if nothing follows; challenges may be long. */
    @Test
    void challenges() {
        assertThat(encoded(Replies.challenge(""))).isEqualTo("334 \r\n");
        assertThat(encoded(Replies.challenge("A".repeat(12_000)))).isEqualTo("334 " + "A".repeat(12_000) + "\r\n");
    }

    @Test
    void severalGoIntoOneBuffer() {
        var output = Buffer.buffer();
        ReplyEncoder.append(Replies.senderOk(), output);
        ReplyEncoder.append(Replies.recipientOk(), output);
        assertThat(output).hasToString("250 2.1.0 Sender OK\r\n250 2.1.5 Recipient OK\r\n");
    }

    @Test
    void textFromElsewhereStaysInItsLine() {
        assertThat(encoded(Reply.of(550, "5.1.1", "no\r\n250 2.0.0 yes\0\u001b[2J\u009b2J")))
                .isEqualTo("550 5.1.1 no??250 2.0.0 yes??[2J?2J\r\n");
    }

    @Test
    void aLineIsCutBetweenCharacters() {
        assertThat(encoded(Reply.of(550, "5.7.1", "\ud83d\ude00".repeat(200))))
                .isEqualTo("550 5.7.1 " + "\ud83d\ude00".repeat(122) + "\r\n");
    }

    /** RFC 5321 §4.5.3.1.5: 512 octets. */
    @Property
    void whateverTheTextAReplyIsOneLineForEach(@ForAll List<String> lines) {
        if (lines.isEmpty()) {
            return;
        }
        var reply = Reply.of(550, "5.7.13", lines.toArray(String[]::new));
        String[] wire = encoded(reply).split("\r\n", -1);
        assertThat(wire).hasSize(lines.size() + 1);
        for (int i = 0; i < lines.size(); i++) {
            assertThat(wire[i]).startsWith(i == lines.size() - 1 ? "550 5.7.13 " : "550-5.7.13 ");
            assertThat(wire[i].chars()).noneMatch(Character::isISOControl);
            assertThat(Buffer.buffer(wire[i]).length()).isLessThanOrEqualTo(510);
        }
    }

    private static String encoded(Reply reply) {
        var output = Buffer.buffer();
        ReplyEncoder.append(reply, output);
        return output.toString();
    }
}
