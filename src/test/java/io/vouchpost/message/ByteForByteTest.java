package io.vouchpost.message;

import static io.vouchpost.message.StoreRun.await;
import static io.vouchpost.message.StoreRun.limits;
import static io.vouchpost.message.StoreRun.onLoop;
import static io.vouchpost.message.StoreRun.start;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vouchpost.wire.DataDecoder;
import io.vouchpost.wire.DotStuffing;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every message of the corpus, stuffed, cut, decoded, stored and read, has the same SHA-256. */
class ByteForByteTest {

    private static final int SMALL = 1500;

    private static Vertx vertx;
    private static ContentStore inMemory;
    private static ContentStore inFiles;

    @BeforeAll
    static void open(@TempDir Path directory) {
        vertx = Vertx.vertx();
        inMemory = start(vertx, limits(directory, 1 << 28, 1 << 20, 1 << 28));
        inFiles = start(vertx, limits(directory, 1 << 28, 0, 1 << 28));
    }

    @AfterAll
    static void close() {
        await(vertx.close());
    }

    static List<CorpusMessage> corpus() {
        return Corpus.all();
    }

    private static String sha256(byte[] octets) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(octets));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** What comes back when the wire is cut into these pieces. */
    private static Future<String> through(ContentStore store, List<Buffer> wire) {
        List<Buffer> content = new ArrayList<>();
        DataDecoder decoder = new DataDecoder(content::add);
        wire.forEach(decoder::decode);
        assertThat(decoder.ended()).isTrue();
        assertThat(decoder.fault()).isEmpty();
        return StoreRun.store(store, content).map(StoreRun::whole).compose(kept -> {
            assertThat(kept.size()).isEqualTo(decoder.size());
            return StoreRun.read(kept).map(back -> sha256(back.getBytes())).onComplete(done -> kept.release());
        });
    }

    private static List<Buffer> cut(byte[] wire, int each) {
        Buffer all = Buffer.buffer(wire);
        return IntStream.iterate(0, from -> from < wire.length, from -> from + each)
                .mapToObj(from -> all.slice(from, Math.min(from + each, wire.length)))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void whateverTheSizeOfTheNetworksPieces(CorpusMessage message) {
        byte[] wire = DotStuffing.onTheWire(message.octets());
        for (ContentStore store : List.of(inMemory, inFiles)) {
            for (int each : List.of(1, 7, 1460, 16_384, 65_536)) {
                if (each > 1 || wire.length < 20_000) {
                    assertThat(onLoop(vertx, () -> through(store, cut(wire, each))))
                            .as("pieces of %d", each)
                            .isEqualTo(sha256(message.octets()));
                }
            }
        }
    }

    static List<CorpusMessage> small() {
        return corpus().stream()
                .filter(message -> DotStuffing.onTheWire(message.octets()).length <= SMALL)
                .toList();
    }

    @Test
    void mostAreSmall() {
        assertThat(small()).hasSizeGreaterThan(40);
    }

    @ParameterizedTest
    @MethodSource("small")
    void whereverASmallOneIsCut(CorpusMessage message) {
        byte[] wire = DotStuffing.onTheWire(message.octets());
        List<String> hashes = onLoop(vertx, () -> Future.join(IntStream.range(1, wire.length)
                        .mapToObj(at -> cutAt(wire, at))
                        .toList())
                .map(all -> all.<String>list()));
        assertThat(hashes).hasSize(wire.length - 1).containsOnly(sha256(message.octets()));
        assertThat(inMemory.memory().used()).isZero();
    }

    private static Future<String> cutAt(byte[] wire, int at) {
        Buffer all = Buffer.buffer(wire);
        return through(inMemory, List.of(all.slice(0, at), all.slice(at, wire.length)));
    }

    @Test
    void thirtyMegabytes() {
        CorpusMessage large = Corpus.large();
        List<Buffer> wire = cut(DotStuffing.onTheWire(large.octets()), 65_536);
        assertThat(onLoop(vertx, () -> through(inMemory, wire))).isEqualTo(sha256(large.octets()));
    }
}
