package io.vouchpost.delivery;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.mail.impl.PooledConnection;
import io.vouchpost.message.Content;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Commands and replies on one connection to the next hop, for the time of one transaction. Each command gets exactly one
 * reply; a server that says more than it was asked, or what is no reply, is not listened to any longer, because the next
 * {@code 250} could be anything's. When the connection is lost, everything outstanding fails.
 */
final class Conversation implements PooledConnection.Listener {
    private final PooledConnection connection;
    private final ReplyReader reader = new ReplyReader();
    private final Deque<Promise<NextHopReply>> awaited = new ArrayDeque<>();
    private final Promise<String> loss = Promise.promise();
    private final Promise<Void> end = Promise.promise();

    Conversation(PooledConnection connection) {
        this.connection = connection;
        connection.listen(this);
    }

    /** One command, without its line end. */
    Future<NextHopReply> say(String command) {
        return say(List.of(command), true).map(replies -> replies.get(0));
    }

    /**
     * Commands in their order, all at once where the next hop does PIPELINING (RFC 2920), else each after the positive reply
     * to the one before.
     *
     * @return a reply for each command, or up to the first one that was refused when they went one by one
     */
    Future<List<NextHopReply>> say(List<String> commands, boolean pipelining) {
        if (!pipelining) {
            return sayFrom(commands, 0, new ArrayList<>());
        }
        var lines = String.join("\r\n", commands) + "\r\n";
        if (commands.stream().anyMatch(command -> command.chars().anyMatch(c -> c < ' ' || c == 0x7f))) {
            return Future.failedFuture("a command must not hold control characters");
        }
        var replies = commands.stream().map(command -> expectReply()).toList();
        // a failed write closes the connection, and that is heard of
        connection.socket().write(lines);
        return Future.all(replies)
                .map(all -> replies.stream().map(Future::result).toList());
    }

    private Future<List<NextHopReply>> sayFrom(List<String> commands, int next, List<NextHopReply> replies) {
        if (next == commands.size()) {
            return Future.succeededFuture(replies);
        }
        return say(commands.get(next)).compose(reply -> {
            replies.add(reply);
            return reply.isPositive() ? sayFrom(commands, next + 1, replies) : Future.succeededFuture(replies);
        });
    }

    /**
     * The octets of a message and the final dot.
     *
     * @param dotSent run just before the dot goes out
     * @return the reply to the message, also where the next hop refuses before it has heard the end
     */
    Future<NextHopReply> tell(String trace, Content content, Runnable dotSent) {
        var answer = expectReply();
        var sink = new ContentSink(connection.socket(), content.hasLeadingDots());
        answer.onComplete(heard -> sink.stop("the next hop did not hear the end"));
        connection.socket().write(trace);
        return content.writeTo(sink).transform(written -> {
            connection.socket().drainHandler(null);
            if (answer.isComplete() || sink.isBroken()) { // what broke the socket is heard of where the answer is
                return answer;
            }
            if (written.failed()) {
                return Future.failedFuture(new Unreadable(written.cause()));
            }
            dotSent.run();
            connection.socket().write(".\r\n");
            return answer;
        });
    }

    private Future<NextHopReply> expectReply() {
        if (isLost()) {
            return Future.failedFuture(loss.future().result());
        }
        var reply = Promise.<NextHopReply>promise();
        awaited.add(reply);
        return reply.future();
    }

    @Override
    public void received(Buffer octets) {
        var replies = reader.read(octets);
        if (reader.violation().isPresent()) {
            breakOff("it said " + reader.violation().get());
        } else if (replies.size() > awaited.size()) {
            breakOff("it said without being asked: " + replies.get(awaited.size()));
        } else {
            // counted first, and only then told: to hear one reply is to send the next command
            replies.forEach(reply -> awaited.remove().tryComplete(reply));
        }
    }

    @Override
    public void lost(String cause) {
        loss.tryComplete(cause);
        forget(cause);
    }

    private void forget(String cause) {
        while (!awaited.isEmpty()) {
            awaited.remove().tryFail(cause);
        }
        end.tryComplete();
    }

    boolean isLost() {
        return loss.future().isComplete();
    }

    /** Closes the connection for the reason given. */
    void breakOff(String reason) {
        if (!end.future().isComplete()) {
            loss.tryComplete(reason);
            connection.close();
            forget(reason);
        }
    }

    /** Between two transactions: the connection can serve the next one. */
    void finish() {
        if (!awaited.isEmpty() || reader.isWithinReply()) {
            breakOff("replies are outstanding");
        } else if (!end.future().isComplete()) {
            connection.giveBack().onComplete(done -> end.tryComplete());
        }
    }

    /** Completed when the connection is back in the pool, or gone. */
    Future<Void> ended() {
        return end.future();
    }

    boolean isReused() {
        return connection.isReused();
    }

    /** By one EHLO on each new connection, since the mail client does not keep what it was told. */
    Future<Extensions> extensions(String ownHostname) {
        return connection
                .keywords()
                .map(known -> Future.succeededFuture(new Extensions(known)))
                .orElseGet(() -> say("EHLO " + ownHostname).compose(reply -> {
                    if (reply.code() == 421) {
                        return Future.failedFuture("it said to EHLO: " + reply);
                    }
                    var extensions = Extensions.of(reply);
                    connection.remember(extensions.keywords());
                    return Future.succeededFuture(extensions);
                }));
    }

    /** Our own copy of the message failed us, not the next hop. */
    static final class Unreadable extends Exception {
        Unreadable(Throwable cause) {
            super(cause);
        }
    }
}
