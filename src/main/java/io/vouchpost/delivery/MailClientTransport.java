package io.vouchpost.delivery;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vouchpost.config.DeliverySettings;
import io.vouchpost.config.RouteSettings;
import io.vouchpost.dkim.Signer;
import io.vouchpost.message.Submission;
import io.vouchpost.mime.SevenBit;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands messages to next hops on the connections of the Vert.x mail client: to the first host of the route that can be
 * reached, in the order that {@link RouteHosts} gives. All of it happens on one event loop; each verticle instance has its
 * own.
 */
public final class MailClientTransport implements Transport {
    private static final Logger LOG = LoggerFactory.getLogger(MailClientTransport.class);

    private final Context context;
    private final NextHops nextHops;
    private Duration timeout;
    private volatile Map<String, RouteHosts> routes;
    private boolean closing;

    private MailClientTransport(Context context, NextHops nextHops, DeliverySettings settings) {
        this.context = context;
        this.nextHops = nextHops;
        this.timeout = settings.timeout();
        this.routes = settings.routes().stream()
                .collect(Collectors.toUnmodifiableMap(
                        RouteSettings::name, route -> nextHops.open(route, settings.timeout())));
    }

    /**
     * Opens nothing yet. To be called on the context that it will work on.
     *
     * @param ownHostname what EHLO says
     * @throws IllegalStateException on a context that is no event loop's
     */
    public static MailClientTransport create(
            Vertx vertx, String ownHostname, DeliverySettings settings, SevenBit sevenBit, Signer signer) {
        var preparation = new Preparer(sevenBit, signer);
        return create(vertx, ownHostname, settings, preparation, Clock.systemUTC(), new SplittableRandom());
    }

    /** The same, for messages that go out as they are. */
    public static MailClientTransport create(Vertx vertx, String ownHostname, DeliverySettings settings) {
        return create(vertx, ownHostname, settings, Preparation.NONE, Clock.systemUTC(), new SplittableRandom());
    }

    /**
     * The same.
     *
     * @param preparation of what goes out
     * @param clock of the hosts' back-off and the tokens' lives
     * @param random chooses among hosts of one priority
     */
    static MailClientTransport create(
            Vertx vertx,
            String ownHostname,
            DeliverySettings settings,
            Preparation preparation,
            Clock clock,
            RandomGenerator random) {
        var context = vertx.getOrCreateContext();
        if (!context.isEventLoopContext()) {
            throw new IllegalStateException("the transport works on an event loop only");
        }
        return new MailClientTransport(
                context, new NextHops(context, ownHostname, preparation, clock, random), settings);
    }

    /**
     * Goes on with new settings. Routes that are the same keep their connections, and what is known of their hosts; what is
     * under way on the others ends on the old connections. May be called from any thread.
     *
     * @return completed when new messages go by the new settings
     */
    public Future<Void> apply(DeliverySettings settings) {
        var applied = Promise.<Void>promise();
        context.runOnContext(now -> Future.succeededFuture()
                .<Void>map(begun -> {
                    if (!closing) {
                        change(settings);
                    }
                    return null;
                })
                .onComplete(applied));
        return applied.future();
    }

    private void change(DeliverySettings settings) {
        var old = routes;
        var sameTimeout = settings.timeout().equals(timeout);
        timeout = settings.timeout();
        routes = settings.routes().stream()
                .collect(Collectors.toUnmodifiableMap(
                        RouteSettings::name, route -> Optional.ofNullable(old.get(route.name()))
                                .filter(open -> sameTimeout && open.settings().equals(route))
                                .orElseGet(() -> nextHops.open(route, settings.timeout()))));
        old.values().stream().filter(open -> !routes.containsValue(open)).forEach(RouteHosts::close);
        nextHops.keepTokensOf(settings.routes());
    }

    /** All hosts of all routes as they are now. May be called from any thread. */
    public List<HostHealth> health() {
        return routes.values().stream()
                .flatMap(RouteHosts::health)
                .sorted(Comparator.comparing(HostHealth::route))
                .toList();
    }

    /** {@inheritDoc} May be called from any thread. */
    @Override
    public Future<List<Outcome>> send(String route, Submission submission, Leeway leeway) {
        var outcomes = Promise.<List<Outcome>>promise();
        context.runOnContext(now -> Future.succeededFuture()
                .compose(begun -> sendHere(route, submission, leeway))
                .recover(fault -> failed(submission, fault))
                .onComplete(outcomes));
        return outcomes.future();
    }

    /** A fault of this program. Nobody knows how far it has come. */
    private static Future<List<Outcome>> failed(Submission submission, Throwable fault) {
        LOG.error("{}: what has become of it is not known", submission.id(), fault);
        return all(submission, new Outcome.Deferred("", NextHopReplies.unprepared(), fault.toString(), true));
    }

    private Future<List<Outcome>> sendHere(String route, Submission submission, Leeway leeway) {
        if (closing) {
            return all(
                    submission,
                    new Outcome.Deferred("", NextHopReplies.closing(), "the transport has been closed", false));
        }
        var hosts = Optional.ofNullable(routes.get(route)).map(open -> open.inOrder(nextHops.now()));
        if (hosts.isEmpty()) { // it was there when the message was accepted
            return all(
                    submission,
                    new Outcome.Deferred(
                            "", NextHopReplies.misconfigured(), "there is no route \"" + route + "\"", false));
        }
        var allowance = Allowance.of(context.owner(), leeway, timeout);
        return tryHost(
                        hosts.get(),
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
                LOG.debug("{} not handed over: {}", submission.id(), elsewhere.cause());
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

    /**
     * Breaks off what is under way, and takes no more: what had come to its final dot may have been delivered, and is told so.
     * May be called from any thread.
     */
    public Future<Void> cutOff() {
        var cut = Promise.<Void>promise();
        context.runOnContext(now -> {
            closing = true;
            Future.join(routes.values().stream().map(RouteHosts::cutOff).toList())
                    .<Void>mapEmpty()
                    .onComplete(cut);
        });
        return cut.future();
    }

    @Override
    public Future<Void> close() {
        var closed = Promise.<Void>promise();
        context.runOnContext(now -> {
            closing = true;
            Future.join(routes.values().stream().map(RouteHosts::close).toList())
                    .otherwiseEmpty()
                    .eventually(nextHops::close)
                    .<Void>mapEmpty()
                    .otherwiseEmpty()
                    .onComplete(closed);
        });
        return closed.future();
    }
}
