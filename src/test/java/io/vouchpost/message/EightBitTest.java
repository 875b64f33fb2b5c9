package io.vouchpost.message;

import static io.vouchpost.message.StoreRun.await;
import static io.vouchpost.message.StoreRun.limits;
import static io.vouchpost.message.StoreRun.onLoop;
import static io.vouchpost.message.StoreRun.start;
import static io.vouchpost.message.StoreRun.store;
import static io.vouchpost.message.StoreRun.whole;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An octet above 127 is seen wherever it stands, and not where it does not belong to the message. */
class EightBitTest {

    @Test
    void oneOctetIsSeenAtEachPlaceOfEachLength() {
        for (int length = 0; length < 80; length++) {
            assertThat(EightBit.in(new byte[length], 0, length)).isFalse();
            for (int at = 0; at < length; at++) {
                byte[] octets = new byte[length];
                octets[at] = (byte) 0x80;
                assertThat(EightBit.in(octets, 0, length)).isTrue();
                assertThat(EightBit.in(octets, 0, at)).isFalse();
                assertThat(EightBit.in(octets, at + 1, length)).isFalse();
            }
        }
    }

    @Test
    void sliceIsJudgedWithoutWhatIsAroundIt() {
        byte[] octets = {(byte) 0xff, 'a', 'b', (byte) 0xff};
        Buffer direct = BufferInternal.buffer(Unpooled.directBuffer().writeBytes(octets));
        for (Buffer whole : List.of(Buffer.buffer(octets), direct)) {
            assertThat(EightBit.in(whole)).isTrue();
            assertThat(EightBit.in(whole.slice(1, 3))).isFalse();
            assertThat(EightBit.in(whole.slice(1, 4))).isTrue();
        }
    }

    @Test
    void contentKnowsItInMemoryAndInAFile(@TempDir Path directory) {
        Vertx vertx = Vertx.vertx();
        ContentStore store = start(vertx, limits(directory, 1 << 20, 8192, 1 << 20));
        for (int size : List.of(100, 50_000)) {
            Buffer ascii = Buffer.buffer("x".repeat(size));
            Buffer other = Buffer.buffer(new byte[] {(byte) 0xe4});
            for (List<Buffer> pieces : List.of(
                    List.of(ascii), List.of(ascii, other), List.of(other, ascii), List.of(ascii, other, ascii))) {
                Content content = whole(onLoop(vertx, () -> store(store, pieces)));
                assertThat(content.mayHaveEightBit()).isEqualTo(Stream.of(other).anyMatch(pieces::contains));
                content.release();
            }
        }
        await(vertx.close());
    }
}
