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
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

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
        return send(List.of(command)).compose(replies -> replies.get(0));
    }

    /**
     * Commands in their order, all at once where the next hop does PIPELINING (RFC 2920), else each after the reply to the one
     * before.
     *
     * @param enough whether, after the replies so far, there is no use in saying more; asked only where they go one by one
     * @return a reply for each command, or for the first ones: up to where there was no use, or the connection was lost
     */
    Future<List<NextHopReply>> say(List<String> commands, boolean pipelining, Predicate<List<NextHopReply>> enough) {
        if (!pipelining) {
            var said = Promise.<List<NextHopReply>>promise();
            sayNext(commands, enough, new ArrayList<>(), said);
            return said.future();
        }
        return send(commands).compose(replies -> Future.join(replies)
                .transform(all -> Future.succeededFuture(replies.stream()
                        .filter(Future::succeeded)
                        .map(Future::result)
                        .toList())));
    }

    /** A loop and not a chain of futures, which would be as deep as there are recipients. */
    private void sayNext(
            List<String> commands,
            Predicate<List<NextHopReply>> enough,
            List<NextHopReply> replies,
            Promise<List<NextHopReply>> said) {
        if (replies.size() == commands.size()) {
            said.complete(replies);
            return;
        }
        send(List.of(commands.get(replies.size()))).onFailure(said::fail).onSuccess(sent -> sent.get(0)
                .onComplete(heard -> {
                    if (heard.succeeded()) {
                        replies.add(heard.result());
                    }
                    if (heard.failed() || enough.test(replies)) {
                        said.complete(replies);
                    } else {
                        sayNext(commands, enough, replies, said);
                    }
                }));
    }

    /**
     * @return failed where one of them must not be sent, and then none was
     */
    private Future<List<Future<NextHopReply>>> send(List<String> commands) {
        if (commands.stream().anyMatch(command -> command.chars().anyMatch(c -> c < ' ' || c == 0x7f))) {
            return Future.failedFuture("a command must not hold control characters");
        }
        var replies = commands.stream().map(command -> expectReply()).toList();
        // a failed write closes the connection, and that is heard of
        connection.socket().write(String.join("\r\n", commands) + "\r\n");
        return Future.succeededFuture(replies);
    }

    /**
     * The octets of a message and the final dot.
     *
     * @param mayEnd asked just before the dot goes out
     * @return the reply to the message, also where the next hop refuses before it has heard the end; failed with
     *     {@link Unreadable} or {@link Withheld} where the dot was not sent, and then the connection is to be broken off
     */
    Future<NextHopReply> tell(String trace, Content content, BooleanSupplier mayEnd) {
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
            if (!mayEnd.getAsBoolean()) {
                return Future.failedFuture(new Withheld());
            }
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
        int asked = awaited.size();
        if (reader.violation().isPresent()) {
            breakOff("it said " + reader.violation().get());
        } else if (replies.size() <= asked) {
            tell(replies);
        } else {
            var unasked = "it said without being asked: " + replies.get(asked);
            if (replies.get(asked).code() == 421) {
                // it may leave at any time (RFC 5321 §3.8): what it answered before stands, and no command follows
                loss.tryComplete(unasked);
                tell(replies.subList(0, asked));
            }
            breakOff(unasked);
        }
    }

    /** Counted before, and only now told: to hear one reply is to send the next command. */
    private void tell(List<NextHopReply> replies) {
        replies.forEach(reply -> awaited.remove().tryComplete(reply));
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

    /** Why the connection is no more; empty while it is. */
    String loss() {
        return isLost() ? loss.future().result() : "";
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
        if (isLost() || !awaited.isEmpty() || reader.isWithinReply()) {
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

    /** The message may no longer be handed over by us. */
    static final class Withheld extends Exception {
        private static final long serialVersionUID = 1;

        Withheld() {
            super("the message was no longer ours when its end was to be sent");
        }
    }
}
