package io.vertx.ext.mail.impl;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VertxException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.SMTPException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/**
 * A connection of the Vert.x mail client, greeted, secured and logged in, lent to us for a transaction of our own. It is
 * in the client's package, as {@link Prelude} is for what comes before, because the socket and the hard close are visible
 * there only.
 *
 * <p>While lent, what the server says goes to the {@link Listener} and never reaches the client: its parser has no bounds,
 * drops what comes early, and its handlers are not told of a connection lost between two commands. While in the pool,
 * everything goes to the client again.
 */
@NullMarked
public final class PooledConnection extends ChannelInboundHandlerAdapter {
    private static final String NAME = "vouchpost";

    /** Told, on the connection's context, of what happens to a connection while it is lent. */
    public interface Listener {
        void received(Buffer octets);

        /** Nothing will come any more. */
        void lost(String cause);
    }

    private final SMTPConnection connection;
    private final ContextInternal context;
    private @Nullable Listener listener;
    private @Nullable Map<String, String> keywords;
    private @Nullable String fault;
    private int lent;

    private PooledConnection(SMTPConnection connection) {
        this.connection = connection;
        this.context = (ContextInternal) connection.getContext();
    }

    /**
     * Lends a connection of the client's pool, or makes one. To be called on the context that will use it: the pool
     * keeps the connections of different contexts apart.
     *
     * @param context an event-loop context, the current one
     * @return failed where none could be made: refused, not trusted, not greeted, not logged in
     */
    public static Future<PooledConnection> lend(MailClient client, String ownHostname, Context context) {
        return ((MailClientImpl) client)
                .getConnectionPool()
                .getConnection(ownHostname, context)
                .map(PooledConnection::of)
                .recover(failure -> Future.failedFuture(said(failure)));
    }

    /** Closes all connections of the client at once, also those that are still being made, which it never gives up. */
    public static Future<Void> cutOff(MailClient client) {
        return ((MailClientImpl) client).getConnectionPool().netClient().close();
    }

    /**
     * Has the client choose the mechanism anew at the next log-in. It begins with the one that went well last, and after a
     * refusal goes through all there are: with only one, it would show what was refused a second time.
     */
    public static void forgetMechanism(MailClient client) {
        ((MailClientImpl) client).getConnectionPool().getAuthOperationFactory().setAuthMethod(null);
    }

    /** Whether {@link #lend} failed with this because the server did not take what it was shown. */
    public static boolean isLogInRefused(Throwable failure) {
        return failure instanceof LogInRefused
                || (failure instanceof SMTPException said
                        && String.valueOf(said.getMessage()).startsWith("AUTH "));
    }

    /** The client stumbles over a 334 to XOAUTH2 whose JSON lacks one of the members that it expects. */
    private static Throwable said(Throwable failure) {
        return failure instanceof NullPointerException ? new LogInRefused() : failure;
    }

    private static final class LogInRefused extends VertxException {
        LogInRefused() {
            super("it refused what it was shown at the log-in", true);
        }
    }

    private static PooledConnection of(SMTPConnection connection) {
        var client = ((NetSocketInternal) connection.getSocket()).channelHandlerContext();
        var known = client.pipeline().get(PooledConnection.class);
        if (known == null) {
            known = new PooledConnection(connection);
            Prelude.end(client.pipeline());
            client.pipeline().addBefore(client.name(), NAME, known);
        }
        // the one that the client leaves there completes a promise a second time
        connection.setExceptionHandler(known::failed);
        known.lent++;
        return known;
    }

    /** From now on the server is heard by the listener only. */
    public void listen(Listener heard) {
        listener = heard;
        if (connection.isClosed()) {
            heard.lost("it was closed");
        }
    }

    /** To write to. Its handlers belong to the client: never set them, but for the drain handler. */
    public NetSocket socket() {
        return connection.getSocket();
    }

    /** Whether it has served before: then the server may have left in the meantime. */
    public boolean isReused() {
        return lent > 1;
    }

    /** What {@link #remember} was given, on this or an earlier loan. */
    public Optional<Map<String, String>> keywords() {
        return Optional.ofNullable(keywords);
    }

    /** Keeps the server's EHLO keywords and their parameters for as long as the connection lives. */
    public void remember(Map<String, String> ehloKeywords) {
        keywords = Map.copyOf(ehloKeywords);
    }

    /** Back into the pool. Only between two transactions, when no reply is outstanding. */
    public Future<Void> giveBack() {
        listener = null;
        return connection.isClosed() ? Future.succeededFuture() : connection.returnToPool();
    }

    /** Closes at once, without QUIT and whatever still waits to be written. */
    public void close() {
        listener = null;
        connection.shutdown();
        // the client's close waits until the peer has read everything
        var unused = ((NetSocketInternal) connection.getSocket())
                .channelHandlerContext()
                .close();
    }

    @Override
    public void channelRead(ChannelHandlerContext channel, Object message) {
        var heard = listener;
        if (heard == null || !(message instanceof ByteBuf octets)) {
            channel.fireChannelRead(message);
            return;
        }
        var copy = new byte[octets.readableBytes()];
        octets.readBytes(copy).release();
        context.emit(Buffer.buffer(copy), heard::received);
    }

    @Override
    public void channelInactive(ChannelHandlerContext channel) {
        var heard = listener;
        listener = null;
        channel.fireChannelInactive();
        if (heard != null) {
            context.emit(fault == null ? "the peer closed it" : fault, heard::lost);
        }
    }

    private void failed(Throwable failure) {
        fault = String.valueOf(failure.getMessage());
    }
}
