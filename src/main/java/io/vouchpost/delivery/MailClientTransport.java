package io.vouchpost.delivery;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vouchpost.config.DeliverySettings;
import io.vouchpost.config.RouteSettings;
import io.vouchpost.config.RouteSettings.Host;
import io.vouchpost.message.Submission;
import io.vouchpost.smtp.Reply;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands messages to the next hop on the connections of the Vert.x mail client: to the first host of the route that can be
 * reached. All of it happens on one event loop; each verticle instance has its own.
 */
public final class MailClientTransport implements Transport {
    private static final Logger LOG = LoggerFactory.getLogger(MailClientTransport.class);

    private final Context context;
    private final Duration timeout;
    private final List<NextHop> hosts;
    private boolean closing;

    private MailClientTransport(Context context, Duration timeout, List<NextHop> hosts) {
        this.context = context;
        this.timeout = timeout;
        this.hosts = hosts;
    }

    /**
     * Opens nothing yet. To be called on the context that it will work on.
     *
     * @param ownHostname what EHLO says
     * @throws IllegalStateException on a context that is no event loop's
     */
    public static MailClientTransport create(Vertx vertx, String ownHostname, DeliverySettings settings) {
        var context = vertx.getOrCreateContext();
        if (!context.isEventLoopContext()) {
            throw new IllegalStateException("the transport works on an event loop only");
        }
        var route = settings.routes().get(0);
        var hosts = route.hosts().stream()
                .map(host -> nextHop(context, ownHostname, route, host, settings.timeout()))
                .toList();
        return new MailClientTransport(context, settings.timeout(), hosts);
    }

    private static NextHop nextHop(
            Context context, String ownHostname, RouteSettings route, Host host, Duration timeout) {
        return new NextHop(
                context,
                host.host() + ":" + host.port(),
                ownHostname,
                route.connections(),
                // once for TCP, which the client watches over, and as long again for TLS, greeting and log-in
                route.connectTimeout().multipliedBy(2),
                () -> NextHopOptions.client(context.owner(), route, host, timeout));
    }

    /** {@inheritDoc} May be called from any thread; over the settings' timeout the message is deferred. */
    @Override
    public Future<Outcome> send(Submission submission) {
        var outcome = Promise.<Outcome>promise();
        context.runOnContext(now -> sendHere(submission).onComplete(outcome));
        return outcome.future();
    }

    private Future<Outcome> sendHere(Submission submission) {
        if (closing) {
            return Future.succeededFuture(
                    new Outcome.Deferred(NextHopReplies.closing(), "the transport has been closed"));
        }
        var deadline = new Deadline(context.owner(), timeout);
        return tryHost(0, "", NextHopReplies.unreachable(), submission, deadline)
                .onComplete(done -> deadline.lift());
    }

    private Future<Outcome> tryHost(
            int next, String causes, Reply lastReply, Submission submission, Deadline deadline) {
        if (next == hosts.size() || (next > 0 && deadline.hasPassed())) {
            return Future.succeededFuture(new Outcome.Deferred(lastReply, causes));
        }
        return hosts.get(next).deliver(submission, deadline).compose(attempt -> {
            if (attempt instanceof Attempt.Elsewhere elsewhere) {
                LOG.warn("{} not handed over: {}", submission.id(), elsewhere.cause());
                var all = causes.isEmpty() ? elsewhere.cause() : causes + "; " + elsewhere.cause();
                return tryHost(next + 1, all, elsewhere.reply(), submission, deadline);
            }
            return Future.succeededFuture(((Attempt.Settled) attempt).outcome());
        });
    }

    @Override
    public Future<Void> close() {
        var closed = Promise.<Void>promise();
        context.runOnContext(now -> {
            closing = true;
            Future.join(hosts.stream().map(NextHop::close).toList())
                    .<Void>mapEmpty()
                    .otherwiseEmpty()
                    .onComplete(closed);
        });
        return closed.future();
    }
}
