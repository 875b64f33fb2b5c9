package io.vouchpost.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vouchpost.message.ContentStore;
import io.vouchpost.message.Submission;
import io.vouchpost.wire.DotStuffing;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** The same message comes out, in whatever chunks it was sent and wherever the network cuts those. */
class ChunkingPropertyTest {

    /** One store for all: it never writes, so there is nothing to end. */
    private static final class Shared {
        static final ContentStore STORE =
                Scene.store(Vertx.vertx(), Path.of(System.getProperty("java.io.tmpdir"), "vouchpost-fuzz"));
    }

    private static String posted(String wire, int step) {
        var scene = new Scene(Shared.STORE).loggedIn();
        byte[] octets = wire.getBytes(StandardCharsets.ISO_8859_1);
        for (int from = 0; from < octets.length; from += step) {
            scene.session.receive(Buffer.buffer(octets).slice(from, Math.min(from + step, octets.length)));
        }
        assertThat(scene.codes()).endsWith("250", "252").doesNotContain("500", "501", "503", "554");
        Submission only = scene.backend.posted().get(0);
        assertThat(scene.backend.posted()).hasSize(1);
        scene.endsClean();
        return Received.of(only.content()) + only.content().hasLeadingDots() + only.fingerprint();
    }

    @Property(tries = 1000)
    void chunksGiveTheMessageThatDataGives(
            @ForAll("bodies") String body,
            @ForAll @Size(max = 40) List<@IntRange(max = 30) Integer> sizes,
            @ForAll @IntRange(min = 1, max = 100) int step) {
        String content = "From: alice@example.org\r\nMessage-ID: <x@y>\r\n\r\n" + body;
        var chunks = new StringBuilder(Scene.ENVELOPE);
        int at = 0;
        for (int size : sizes) {
            int to = Math.min(content.length(), at + size);
            chunks.append("BDAT ").append(to - at).append("\r\n").append(content, at, to);
            at = to;
        }
        chunks.append("BDAT ").append(content.length() - at).append(" LAST\r\n").append(content, at, content.length());
        String stuffed = new String(
                DotStuffing.onTheWire(content.getBytes(StandardCharsets.ISO_8859_1)), StandardCharsets.ISO_8859_1);
        assertThat(posted(chunks + "VRFY x\r\n", step))
                .isEqualTo(posted(Scene.ENVELOPE + "DATA\r\n" + stuffed + "VRFY x\r\n", 1000));
    }

    @Provide
    Arbitrary<String> bodies() {
        return Arbitraries.of("\r\n", ".", "\r\n.\r\n", "QUIT\r\n", "BDAT 9\r\n", "word ", "\u00e4", "RSET")
                .list()
                .ofMaxSize(12)
                .map((List<String> parts) -> parts.isEmpty() ? "" : String.join("", parts) + "\r\n");
    }
}
