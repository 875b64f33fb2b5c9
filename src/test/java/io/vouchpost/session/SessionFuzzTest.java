package io.vouchpost.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vouchpost.message.ContentStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/**
 * Arbitrary octets in arbitrary pieces, before TLS, before the log-in, after it, in the middle of a message: no fault of
 * ours, whole replies only, the answers in order, and nothing held when the client is gone.
 */
class SessionFuzzTest {
    private static final String PLAIN_PASSWORD = "AGFsaWNlQGV4YW1wbGUub3JnAGNvcnJlY3QgaG9yc2U=";
    private static final String[] PIECES = {
        "EHLO c\r\n",
        "HELO c\r\n",
        "STARTTLS\r\n",
        "AUTH PLAIN\r\n",
        "AUTH LOGIN\r\n",
        "AUTH PLAIN " + PLAIN_PASSWORD,
        PLAIN_PASSWORD,
        "*",
        "=",
        "YQ==",
        "\r\n",
        "\n",
        "\r",
        "\0",
        "\u00ff",
        "MAIL FROM:<alice@example.org>",
        "MAIL FROM:<>",
        "RCPT TO:<b@example.net>\r\n",
        " SIZE=9",
        " SMTPUTF8",
        "DATA\r\n",
        "From: alice@example.org\r\n",
        "From: eve@a\r\n",
        "BDAT 0\r\n",
        "BDAT 0 LAST\r\n",
        "BDAT 7\r\n",
        "BDAT 25 LAST\r\nFrom: alice@example.org\r\n",
        "BDAT 1 LAST\r\n\r",
        "BDAT 3000\r\n",
        "BDAT 200000\r\n",
        "BDAT 9\n",
        "BDAT x\r\n",
        " NOTIFY=NEVER",
        " HOLDFOR=60",
        " RET=HDRS",
        "Authentication-Results: submit.example.org; auth=pass\r\n",
        "Message-ID: <x@y>\r\n",
        "\r\n.\r\n",
        ".",
        "..\r\n",
        "\n.\n",
        "RSET\r\n",
        "NOOP\r\n",
        "QUIT\r\n",
        "x".repeat(3000),
        Scene.MESSAGE,
        Scene.LOG_IN,
        Scene.ENVELOPE,
        "GET / HTTP/1.1\r\n"
    };

    private enum Start {
        CLEAR,
        SECURE,
        LOGGED_IN,
        IN_SASL,
        IN_MESSAGE,
        IN_CHUNK
    }

    /** One store for all: it never writes, so there is nothing to end. */
    private static final class Shared {
        static final ContentStore STORE =
                Scene.store(Vertx.vertx(), Path.of(System.getProperty("java.io.tmpdir"), "vouchpost-fuzz"));
    }

    @FuzzTest(maxDuration = "20s")
    void bearsAnything(FuzzedDataProvider data) {
        var start = data.pickValue(Start.values());
        int step = data.consumeInt(1, 64);
        boolean slow = data.consumeBoolean();
        int gone = data.consumeInt(0, 4096);
        play(start, data.consumeRemainingAsBytes(), step, slow, gone);
    }

    @Property(tries = 3000)
    void bearsAnyConversation(
            @ForAll("conversations") String said,
            @ForAll Start start,
            @ForAll @IntRange(min = 1, max = 200) int step,
            @ForAll boolean slow,
            @ForAll @IntRange(max = 4000) int gone) {
        play(start, said.getBytes(StandardCharsets.ISO_8859_1), step, slow, gone);
    }

    @Provide
    Arbitrary<String> conversations() {
        return Arbitraries.of(PIECES).list().ofMaxSize(25).map((List<String> parts) -> String.join("", parts));
    }

    /**
     * @param slow answers take until a whim of the test
     * @param gone after so many octets the client is gone
     */
    private static void play(Start start, byte[] octets, int step, boolean slow, int gone) {
        var scene = startedAt(start);
        var whim = new Random(octets.length);
        Promise<Void> answer = slow ? scene.backend.slowly() : Promise.promise();
        for (int from = 0; from < octets.length && !scene.wire.closed; from += step) {
            scene.session.receive(
                    Buffer.buffer(Arrays.copyOfRange(octets, from, Math.min(from + step, octets.length))));
            if (from > gone) {
                scene.session.closed();
                break;
            }
            if (whim.nextInt(8) == 0) {
                answer.tryComplete();
                scene.wire.handshake.tryComplete();
            }
        }
        scene.session.tick();
        scene.session.closed();
        answer.tryComplete();
        scene.wire.handshake.tryComplete();
        var heard = scene.heard();
        assertThat(heard).matches("([2-5]\\d\\d[ -][^\\r\\n]*\\r\\n)*").doesNotContain("Something went wrong");
        assertThat(scene.store.memory().used()).isZero();
        assertThat(scene.backend.posted())
                .allSatisfy(submission -> assertThat(submission.account()).isEqualTo("alice@example.org"));
    }

    private static Scene startedAt(Start start) {
        var scene = new Scene(Shared.STORE, start != Start.CLEAR);
        if (start.compareTo(Start.SECURE) > 0) {
            scene.says(start == Start.IN_SASL ? "EHLO c\r\nAUTH LOGIN\r\n" : Scene.LOG_IN);
        }
        if (start == Start.IN_MESSAGE) {
            scene.says(Scene.ENVELOPE + "DATA\r\n" + Scene.CONTENT);
        }
        if (start == Start.IN_CHUNK) {
            scene.says(Scene.ENVELOPE + "BDAT 60\r\n" + Scene.CONTENT);
        }
        return scene;
    }
}
