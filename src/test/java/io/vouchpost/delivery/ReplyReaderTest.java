package io.vouchpost.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Replies of the next hop, from octets. */
class ReplyReaderTest {
    @Test
    void linesThatContinueAreOneReply() {
        assertThat(new ReplyReader().read(Buffer.buffer("250-one\r\n250-\r\n250 two\r\n354\r\n550 5.1.1 no\n")))
                .containsExactly(
                        new NextHopReply(250, List.of("one", "", "two")),
                        new NextHopReply(354, List.of("")),
                        new NextHopReply(550, List.of("5.1.1 no")));
    }

    @Test
    void theCodeOfTheLastLineCounts() {
        assertThat(new ReplyReader().read(Buffer.buffer("250-yes\r\n550 no\r\n")))
                .containsExactly(new NextHopReply(550, List.of("yes", "no")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "25",
                "hello",
                "1 0",
                "150 early",
                "650 x",
                "25x y",
                "250_x",
                "\u0662\u0665\u0660 x",
                " 250 x"
            })
    void whatIsNoReplyEndsTheReading(String line) {
        var reader = new ReplyReader();
        assertThat(reader.read(Buffer.buffer("220 hello\r\n" + line + "\r\n250 Ok\r\n")))
                .containsExactly(new NextHopReply(220, List.of("hello")));
        assertThat(reader.violation()).isPresent();
        assertThat(reader.read(Buffer.buffer("250 Ok\r\n"))).isEmpty();
    }

    @Property(tries = 300)
    void howeverTheOctetsAreCutTheRepliesAreTheSame(
            @ForAll("conversations") String octets, @ForAll @IntRange(min = 1, max = 7) int step) {
        var whole = new ReplyReader();
        var expected = whole.read(Buffer.buffer(octets));
        var reader = new ReplyReader();
        var replies = new ArrayList<NextHopReply>();
        var buffer = Buffer.buffer(octets);
        for (int at = 0; at < buffer.length(); at += step) {
            replies.addAll(reader.read(buffer.getBuffer(at, Math.min(buffer.length(), at + step))));
        }
        assertThat(replies).isEqualTo(expected);
        assertThat(reader.violation()).isEqualTo(whole.violation());
        assertThat(reader.isWithinReply()).isEqualTo(whole.isWithinReply());
    }

    @Provide
    Arbitrary<String> conversations() {
        return Arbitraries.of("250", "550", "354", "-", " ", "\r\n", "\n", "5.1.1 ", "\u00e9", "x", "9")
                .list()
                .ofMaxSize(40)
                .map(parts -> String.join("", parts));
    }
}
