package io.vouchpost.delivery;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vouchpost.config.DeliverySettings;
import io.vouchpost.config.RouteSettings;
import io.vouchpost.config.RouteSettings.Host;
import io.vouchpost.message.Submission;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands messages to next hops on the connections of the Vert.x mail client: to the first host of the route that can be
 * reached. All of it happens on one event loop; each verticle instance has its own.
 */
public final class MailClientTransport implements Transport {
    private static final Logger LOG = LoggerFactory.getLogger(MailClientTransport.class);

    private final Context context;
    private final Duration timeout;
    private final Map<String, List<NextHop>> routes;
    private boolean closing;

    private MailClientTransport(Context context, Duration timeout, Map<String, List<NextHop>> routes) {
        this.context = context;
        this.timeout = timeout;
        this.routes = routes;
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
        var routes = settings.routes().stream()
                .collect(Collectors.toMap(RouteSettings::name, route -> route.hosts().stream()
                        .map(host -> nextHop(context, ownHostname, route, host, settings.timeout()))
                        .toList()));
        return new MailClientTransport(context, settings.timeout(), routes);
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
                () -> NextHopOptions.client(context.owner(), route, host, timeout),
                Trust.of(route),
                Preparation.NONE);
    }

    /** {@inheritDoc} May be called from any thread. */
    @Override
    public Future<List<Outcome>> send(String route, Submission submission, Leeway leeway) {
        var outcomes = Promise.<List<Outcome>>promise();
        context.runOnContext(now -> sendHere(route, submission, leeway).onComplete(outcomes));
        return outcomes.future();
    }

    private Future<List<Outcome>> sendHere(String route, Submission submission, Leeway leeway) {
        if (closing) {
            return all(
                    submission,
                    new Outcome.Deferred("", NextHopReplies.closing(), "the transport has been closed", false));
        }
        var allowance = Allowance.of(context.owner(), leeway, timeout);
        return tryHost(
                        routes.getOrDefault(route, List.of()),
                        0,
                        new Outcome.Deferred("", NextHopReplies.unreachable(), "", false),
                        submission,
                        allowance)
                .onComplete(done -> allowance.untilDot().lift());
    }

    /**
     * @param last what becomes of those whom nobody takes from here on
     */
    private Future<List<Outcome>> tryHost(
            List<NextHop> hosts, int next, Outcome.Deferred last, Submission submission, Allowance allowance) {
        if (next == hosts.size() || (next > 0 && allowance.untilDot().hasPassed())) {
            return all(submission, last);
        }
        return hosts.get(next).deliver(submission, allowance).compose(attempt -> {
            if (attempt instanceof Attempt.Elsewhere elsewhere) {
                LOG.warn("{} not handed over: {}", submission.id(), elsewhere.cause());
                var causes = last.cause().isEmpty() ? elsewhere.cause() : last.cause() + "; " + elsewhere.cause();
                return tryHost(
                                hosts,
                                next + 1,
                                new Outcome.Deferred(elsewhere.host(), elsewhere.reply(), causes, false),
                                elsewhere.rest(submission),
                                allowance)
                        .map(elsewhere::together);
            }
            return Future.succeededFuture(((Attempt.Settled) attempt).outcomes());
        });
    }

    private static Future<List<Outcome>> all(Submission submission, Outcome outcome) {
        return Future.succeededFuture(
                Collections.nCopies(submission.envelope().recipients().size(), outcome));
    }

    @Override
    public Future<Void> close() {
        var closed = Promise.<Void>promise();
        context.runOnContext(now -> {
            closing = true;
            Future.join(routes.values().stream()
                            .flatMap(List::stream)
                            .map(NextHop::close)
                            .toList())
                    .<Void>mapEmpty()
                    .otherwiseEmpty()
                    .onComplete(closed);
        });
        return closed.future();
    }
}
