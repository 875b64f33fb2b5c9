package io.vouchpost.mime;

import static io.vouchpost.message.StoreRun.await;
import static io.vouchpost.message.StoreRun.awaitZero;
import static io.vouchpost.message.StoreRun.limits;
import static io.vouchpost.message.StoreRun.onLoop;
import static io.vouchpost.message.StoreRun.read;
import static io.vouchpost.message.StoreRun.start;
import static io.vouchpost.message.StoreRun.store;
import static io.vouchpost.message.StoreRun.whole;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import io.vouchpost.message.Content;
import io.vouchpost.message.ContentStore;
import io.vouchpost.message.Corpus;
import io.vouchpost.message.CorpusMessage;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Content in, content out: through memory and files, within the budgets of the process. */
class SevenBitTest {

    private static final int MIB = 1024 * 1024;

    @TempDir
    Path temporary;

    private Vertx vertx;

    @BeforeEach
    void startVertx() {
        vertx = Vertx.vertx();
    }

    @AfterEach
    void stopVertx() {
        await(vertx.close());
    }

    private ContentStore roomy() {
        return start(vertx, limits(temporary, 8 * MIB, 64 * 1024, 256L * MIB));
    }

    private Content stored(ContentStore store, byte[] message) {
        Buffer all = Buffer.buffer(message);
        List<Buffer> pieces = IntStream.iterate(0, from -> from < all.length(), from -> from + 60_000)
                .mapToObj(from -> all.getBuffer(from, Math.min(from + 60_000, all.length())))
                .toList();
        return whole(onLoop(vertx, () -> store(store, pieces)));
    }

    private Conversion converted(ContentStore store, Content content) {
        return onLoop(vertx, () -> new SevenBit(store).convert(content));
    }

    static List<CorpusMessage> corpus() {
        return Corpus.all();
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void eachMessageOfTheCorpusIsConvertedOrSaysWhyNot(CorpusMessage message) {
        ContentStore store = roomy();
        Content content = stored(store, message.octets());
        Conversion conversion = converted(store, content);
        boolean eightBit = Tree.isEightBit(new String(message.octets(), ISO_8859_1));
        assertThat(content.mayHaveEightBit()).isEqualTo(eightBit);
        assertThat(conversion instanceof Conversion.Unchanged).isEqualTo(!eightBit);
        if (message.name().matches("(latin1|utf8)-header|smtputf8-recipient|(pgp-mime|smime)-signed|dkim-.*")) {
            assertThat(conversion).isNotInstanceOf(Conversion.Converted.class);
        } else if (eightBit) {
            assertThat(conversion).isInstanceOf(Conversion.Converted.class);
        }
        if (conversion instanceof Conversion.Converted converted) {
            byte[] octets = onLoop(vertx, () -> read(converted.content())).getBytes();
            assertThat(converted.content().size()).isEqualTo(octets.length);
            assertThat(converted.content().mayHaveEightBit()).isFalse();
            assertThat(Leaves.of(octets))
                    .extracting(Leaves.Leaf::body)
                    .isEqualTo(Leaves.of(message.octets()).stream()
                            .map(Leaves.Leaf::body)
                            .toList());
            converted.content().release();
        }
        assertThat(onLoop(vertx, () -> read(content)).getBytes()).isEqualTo(message.octets());
        content.release();
        awaitZero(vertx, store.memory());
        awaitZero(vertx, store.disk());
    }

    @Test
    void contentOfWhichNothingIsKnownIsLookedAt() {
        ContentStore store = roomy();
        Content content = stored(store, "Subject: x\r\n\r\nASCII\r\n".getBytes(ISO_8859_1));
        assertThat(converted(store, new Foreign(content, 9))).isInstanceOf(Conversion.Unchanged.class);
    }

    @Test
    void linesThatStartWithADotAreNoticed() {
        ContentStore store = roomy();
        for (boolean dots : new boolean[] {false, true}) {
            String ascii = (dots ? "." : "x") + "y\r\n";
            Content content = stored(
                    store,
                    ("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n" + ascii
                                    + "--b\r\n\r\n.\u00e4\r\n--b--\r\n")
                            .getBytes(ISO_8859_1));
            var converted = (Conversion.Converted) converted(store, content);
            assertThat(converted.content().hasLeadingDots()).isEqualTo(dots);
        }
    }

    /** The 35 MB of a message go through, while the process holds a few hundred KB of them. */
    @Test
    void largeAttachmentPassesThroughLittleMemory() {
        ContentStore store = roomy();
        byte[] attachment = eightBit(35_000_000);
        var message = new ByteArrayOutputStream(36_000_000);
        message.writeBytes("MIME-Version: 1.0\r\nContent-Type: application/x; name=a\r\n\r\n".getBytes(ISO_8859_1));
        message.writeBytes(attachment);
        Content content = stored(store, message.toByteArray());
        long[] most = {0};
        long timer = vertx.setPeriodic(
                1, id -> most[0] = Math.max(most[0], store.memory().used()));
        var converted = (Conversion.Converted) converted(store, content);
        vertx.cancelTimer(timer);
        assertThat(most[0]).isLessThan(600_000);
        assertThat(converted.content().size()).isBetween(47_000_000L, 48_500_000L);
        byte[] octets = onLoop(vertx, () -> read(converted.content())).getBytes();
        Leaves.Leaf leaf = Leaves.of(octets).get(0);
        assertThat(leaf.body().equals(new String(attachment, ISO_8859_1))).isTrue();
        converted.content().release();
        content.release();
        awaitZero(vertx, store.memory());
        awaitZero(vertx, store.disk());
    }

    private static byte[] eightBit(int size) {
        byte[] octets = new byte[size];
        new Random(7).nextBytes(octets);
        for (int i = 0; i < size; i++) {
            octets[i] = octets[i] == '\r' || octets[i] == '\n' || octets[i] == 0 ? (byte) 0xe4 : octets[i];
        }
        octets[size - 2] = '\r';
        octets[size - 1] = '\n';
        return octets;
    }

    @Test
    void withoutRoomTheConversionFailsAndLeavesNothingBehind() {
        ContentStore store = start(vertx, limits(temporary, MIB, 64 * 1024, 1_200_000));
        Content content = stored(
                store, ("MIME-Version: 1.0\r\n\r\n" + "\u00e4\u00e4\u00e4\r\n".repeat(200_000)).getBytes(ISO_8859_1));
        long held = store.disk().used();
        Throwable cause = onLoop(
                vertx,
                () -> new SevenBit(store).convert(content).transform(done -> Future.succeededFuture(done.cause())));
        assertThat(cause).isInstanceOf(SevenBit.NoRoom.class).hasMessageContaining("limits.diskBytes");
        assertThat(store.disk().used()).isEqualTo(held);
        content.release();
        awaitZero(vertx, store.memory());
        awaitZero(vertx, store.disk());
    }

    @Test
    void unreadableContentFailsTheConversion() {
        ContentStore store = roomy();
        Content content = stored(store, ("\r\n\u00e4" + "x\r\n".repeat(100_000)).getBytes(ISO_8859_1));
        for (int readable : List.of(0, 1)) {
            Throwable cause = onLoop(vertx, () -> new SevenBit(store)
                    .convert(new Foreign(content, readable))
                    .transform(done -> Future.succeededFuture(done.cause())));
            assertThat(cause).hasMessage("disk fault");
        }
        content.release();
        awaitZero(vertx, store.memory());
        awaitZero(vertx, store.disk());
    }

    /** Nobody has counted the octets of it; in the end, it cannot be read to its end. */
    private static final class Foreign implements Content {
        private final Content content;
        private final int readable;
        private int readings;

        Foreign(Content content, int readable) {
            this.content = content;
            this.readable = readable;
        }

        @Override
        public long size() {
            return content.size();
        }

        @Override
        public boolean hasLeadingDots() {
            return content.hasLeadingDots();
        }

        @Override
        public Future<Void> writeTo(WriteStream<Buffer> sink) {
            return content.writeTo(sink)
                    .compose(read ->
                            ++readings > readable ? Future.failedFuture("disk fault") : Future.succeededFuture());
        }

        @Override
        public void release() {
            content.release();
        }
    }
}
