package io.vouchpost.spool;

import static io.vouchpost.database.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.lang.management.ManagementFactory;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A large message, and a spool with many: neither costs more memory or time than its share. */
@Timeout(300)
class SpoolSizeIT {
    private static final int PIECE = 8 * 1024;
    private static final int PIECES = 35 * 1024 * 1024 / PIECE;
    /** Of live heap, however much passes through. */
    private static final long MOST_HEAP = 16L << 20;

    private final Gateways here = new Gateways();
    private final SqlSpool spool = here.gateway();

    @AfterEach
    void end() {
        here.close();
    }

    /** Messages as they would be after keep, of one recipient each. */
    static void fill(Gateways here, String account, int messages) {
        var now = Columns.at(here.clock.instant());
        here.sql("""
                INSERT INTO spool_messages (id, account, reverse_path, body, smtp_utf8, require_tls, trace, octets,
                    leading_dots, accepted)
                SELECT $1 || '-' || i, $1, 'a@example.org', 'UNDECLARED', false, false, '', 7, false, $3
                FROM generate_series(1, $2::integer) AS i
                """, account, messages, now);
        here.sql(
                "INSERT INTO spool_chunks SELECT $1 || '-' || i, 0, 'Hello\r\n'::bytea FROM generate_series(1, $2::integer) AS i",
                account,
                messages);
        here.sql("""
                INSERT INTO spool_recipients (message, number, account, accepted, forward_path, notify, route, state, due)
                SELECT $1 || '-' || i, 0, $1, $3, 'b@example.net', '{}', 'out', 'READY', $3
                FROM generate_series(1, $2::integer) AS i
                """, account, messages, now);
    }

    @Test
    void thirtyFiveMebibytesGoInAndOutChunkByChunk() throws Exception {
        var in = MessageDigest.getInstance("SHA-256");
        long before = liveHeap();
        var kept = here.message("large", "alice", 1, new Gateways.Pieces((long) PIECES * PIECE, () -> pieces(in)));
        var most = new long[1];

        here.onLoop(() -> spool.keep(kept));
        var content = await(spool.take("out", 1)).get(0).submission().content();
        var out = MessageDigest.getInstance("SHA-256");
        here.onLoop(() -> {
            var sink = new ChunkSink((position, chunk) -> {
                out.update(chunk.getBytes());
                if (position % 40 == 20) {
                    most[0] = Math.max(most[0], liveHeap());
                }
                return Future.succeededFuture();
            });
            return content.writeTo(sink).compose(read -> sink.finish());
        });

        assertThat(content.size()).isEqualTo((long) PIECES * PIECE);
        assertThat(HexFormat.of().formatHex(out.digest()))
                .isEqualTo(HexFormat.of().formatHex(in.digest()));
        assertThat(most[0] - before).as("live while it is read").isLessThan(MOST_HEAP);
        assertThat(here.ask("SELECT max(octet_length(octets)) FROM spool_chunks"))
                .isEqualTo(ChunkSink.CHUNK);
    }

    private static Iterator<Buffer> pieces(MessageDigest digest) {
        var random = new Random(1);
        return Stream.generate(() -> {
                    var octets = new byte[PIECE];
                    random.nextBytes(octets);
                    digest.update(octets);
                    return Buffer.buffer(octets);
                })
                .limit(PIECES)
                .iterator();
    }

    @Test
    void takingFromAHundredThousandCostsAboutWhatItCostsFromAThousand() {
        fill(here, "small0", 1_000);
        here.sql("ANALYZE");
        double few = cost();
        for (int account = 0; account < 10; account++) {
            fill(here, "account" + account, 10_000);
        }
        here.sql("ANALYZE");
        double many = cost();
        assertThat(many).as("milliseconds, beside %s from 1,000", few).isLessThan(8 * Math.max(few, 1));

        for (var kind : List.of("custom", "generic")) {
            var plan = plan(kind);
            assertThat(plan.encode()).contains("\"Index Name\":\"spool_ready\"");
            assertThat(readWhole(plan.getJsonObject("Plan"))).as(kind).isEmpty();
        }

        long before = liveHeap();
        long most = 0;
        for (int i = 0; i < 40; i++) {
            var parcels = await(spool.take("out", 50));
            assertThat(parcels).hasSize(50);
            var recording = new ArrayList<Future<Void>>();
            for (var parcel : parcels) {
                recording.add(spool.record(
                        parcel, Gateways.all(parcel, here.progress(State.DELIVERED, Note.Kind.DELIVERED))));
            }
            await(Future.all(recording));
            most = i % 10 == 9 ? Math.max(most, liveHeap()) : most;
        }
        assertThat(most - before).as("live while it is drained").isLessThan(MOST_HEAP);
        assertThat(here.ask("SELECT count(*) FROM spool_messages WHERE finished IS NOT NULL"))
                .isEqualTo(2_000L);
    }

    /** The database's own time for one take, the median of some, in milliseconds. */
    private double cost() {
        var times = new double[9];
        for (int i = 0; i < times.length; i++) {
            times[i] = plan("custom").getDouble("Execution Time");
        }
        Arrays.sort(times);
        return times[times.length / 2];
    }

    /** Explained and rolled back. */
    private JsonObject plan(String kind) {
        return await(here.database.pool().withConnection(connection -> connection
                .query("SET plan_cache_mode = force_" + kind + "_plan")
                .execute()
                .compose(set -> connection.begin())
                .compose(transaction -> connection
                        .preparedQuery("EXPLAIN (ANALYZE, FORMAT JSON) " + TakeStatement.SQL)
                        .execute(Tuple.of(
                                "out",
                                "",
                                50,
                                UUID.randomUUID(),
                                Columns.at(here.clock.instant().plusSeconds(60))))
                        .map(rows -> ((JsonArray) rows.iterator().next().getValue(0)).getJsonObject(0))
                        .eventually(transaction::rollback))));
    }

    /** Tables of the spool that the plan reads from one end to the other. */
    private static List<String> readWhole(JsonObject node) {
        var found = new ArrayList<String>();
        if (node.getString("Node Type").equals("Seq Scan")) {
            found.add(node.getString("Relation Name"));
        }
        for (var child : node.getJsonArray("Plans", new JsonArray())) {
            found.addAll(readWhole((JsonObject) child));
        }
        return found;
    }

    private static long liveHeap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
