package io.vouchpost.spool;

import static io.vouchpost.database.TestDatabase.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import io.vouchpost.TurnedClock;
import io.vouchpost.database.Database;
import io.vouchpost.database.TestDatabase;
import io.vouchpost.message.Content;
import io.vouchpost.message.Feed;
import io.vouchpost.message.Submission;
import io.vouchpost.smtp.Envelope;
import io.vouchpost.smtp.Mailbox;
import io.vouchpost.smtp.Recipient;
import io.vouchpost.smtp.Terms;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/** Gateways on a database of their own, a clock that stands, and messages to keep. */
final class Gateways implements AutoCloseable {
    static final Duration LEASE = Duration.ofMinutes(2);

    final Vertx vertx = Vertx.vertx();
    final Database database = TestDatabase.open(vertx);
    final TurnedClock clock = new TurnedClock();

    SqlSpool gateway() {
        return new SqlSpool(vertx, database.pool(), UUID.randomUUID(), () -> LEASE, clock);
    }

    /** Runs on an event loop and waits for the result. */
    <T> T onLoop(Supplier<Future<T>> work) {
        return await(
                Future.future(promise -> vertx.runOnContext(start -> work.get().onComplete(promise))));
    }

    RowSet<Row> sql(String statement, Object... parameters) {
        return await(database.pool().preparedQuery(statement).execute(Tuple.from(Arrays.asList(parameters))));
    }

    /** The first column of the first row. */
    Object ask(String query, Object... parameters) {
        return sql(query, parameters).iterator().next().getValue(0);
    }

    /** The first column of all rows. */
    List<Object> list(String query, Object... parameters) {
        return StreamSupport.stream(sql(query, parameters).spliterator(), false)
                .map(row -> row.getValue(0))
                .toList();
    }

    /** Ready at once on the route "out", for as many recipients. */
    Kept message(String id, String account, int recipients) {
        return message(id, account, recipients, text("Subject: " + id + "\r\n\r\nHello\r\n"));
    }

    Kept message(String id, String account, int recipients, Content content) {
        var to = IntStream.range(0, recipients)
                .mapToObj(i -> Recipient.of(new Mailbox("r" + i, "example.net")))
                .toList();
        return ready(submission(id, account, to, content), "out");
    }

    Kept ready(Submission submission, String route) {
        return new Kept(
                submission,
                submission.envelope().recipients().stream()
                        .map(to -> new Kept.Entry(route, Progress.ready(clock.instant())))
                        .toList(),
                Optional.empty());
    }

    static Submission submission(String id, String account, List<Recipient> to, Content content) {
        var envelope = new Envelope(
                Optional.of(new Mailbox(account, "example.org")), to, Envelope.BodyType.UNDECLARED, false, Terms.NONE);
        return new Submission(
                id, account, envelope, "Received: by test\r\n", content, Optional.empty(), Optional.empty());
    }

    Progress progress(State state, Note.Kind kind) {
        return progress(state, kind, clock.instant(), Optional.empty());
    }

    Progress progress(State state, Note.Kind kind, Instant due, Optional<Report> report) {
        return new Progress(
                state,
                due,
                report,
                Optional.of(new Note(clock.instant(), kind, "mx.example.net:25", kind + " 2.0.0 said the host")));
    }

    static List<Progress> all(Parcel parcel, Progress progress) {
        return parcel.standings().stream().map(standing -> progress).toList();
    }

    static Content text(String text) {
        return content(List.of(Buffer.buffer(text)));
    }

    static Content content(List<Buffer> pieces) {
        return new Pieces(pieces.stream().mapToLong(Buffer::length).sum(), pieces);
    }

    /** Content that is made as it is read, so that it takes no memory. */
    record Pieces(long size, Iterable<Buffer> pieces) implements Content {

        @Override
        public boolean hasLeadingDots() {
            return false;
        }

        @Override
        public Future<Void> writeTo(WriteStream<Buffer> sink) {
            Iterator<Buffer> rest = pieces.iterator();
            return Feed.into(sink, () -> Future.succeededFuture(rest.hasNext() ? rest.next() : Feed.END));
        }

        @Override
        public void release() {}
    }

    /** Everything a content has. */
    String read(Content content) {
        var all = Buffer.buffer();
        var chunks = new ArrayList<Integer>();
        onLoop(() -> {
            var sink = new ChunkSink((position, chunk) -> {
                all.appendBuffer(chunk);
                chunks.add(position);
                return Future.succeededFuture();
            });
            return content.writeTo(sink).compose(read -> sink.finish());
        });
        return all.toString();
    }

    @Override
    public void close() {
        await(database.close());
        await(vertx.close());
    }
}
