package io.vouchpost.verticle;

import io.vertx.core.Future;
import io.vouchpost.audit.AuditTrail;
import io.vouchpost.audit.Event;
import io.vouchpost.delivery.Receipt;
import io.vouchpost.guard.Guard;
import io.vouchpost.message.Submission;
import io.vouchpost.metrics.ReplyTimes;
import io.vouchpost.policy.Explanation;
import io.vouchpost.policy.Sender;
import io.vouchpost.sasl.Client;
import io.vouchpost.secret.Secret;
import io.vouchpost.session.Backend;
import io.vouchpost.smtp.Replies;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** What sessions ask, sent over the bus. An answer that does not come is an outage, never a wrong password. */
final class BusBackend implements Backend {
    /** Longer than the database may take and the longest tarpit, shorter than a client waits (RFC 5321 §4.5.3.2). */
    private static final Duration LOG_IN = Duration.ofSeconds(100);

    private final Bus bus;
    private final Function<String, Future<Optional<Sender>>> senders;
    private final AuditTrail trail;
    private final ReplyTimes times;
    private final Duration delivery;
    private final boolean proxied;
    private final Throng throng;
    private final Function<Sender, Optional<Allowance>> allowances;
    private final Seat seat;

    /**
     * @param delivery how long the next hop may take, all hosts together
     * @param proxied whether a trusted proxy says where the client is
     * @param seat of the connection
     */
    BusBackend(
            Bus bus,
            Function<String, Future<Optional<Sender>>> senders,
            AuditTrail trail,
            ReplyTimes times,
            Duration delivery,
            boolean proxied,
            Throng throng,
            Function<Sender, Optional<Allowance>> allowances,
            Seat seat) {
        this.bus = bus;
        this.senders = senders;
        this.trail = trail;
        this.times = times;
        this.delivery = delivery;
        this.proxied = proxied;
        this.throng = throng;
        this.allowances = allowances;
        this.seat = seat;
    }

    @Override
    public Future<Optional<Refusal>> admit(String address) {
        return throng.enter(
                address,
                () -> bus.admit(new Guard.Arrival(address, proxied))
                        .map(GuardAnswers::of)
                        .otherwise(Optional.empty()),
                () -> Optional.of(GuardAnswers.crowded()));
    }

    @Override
    public Future<LogIn> begin(Client client, Optional<Secret> initialResponse) {
        return bus.begin(new Exchanges.Begin(client, initialResponse), LOG_IN)
                .otherwise(fault -> LogInAnswers.outage(String.valueOf(fault.getMessage())))
                .compose(this::seated);
    }

    @Override
    public Future<LogIn> respond(String exchange, Secret response) {
        return bus.respond(new Exchanges.Respond(Exchanges.Ticket.parse(exchange), response), LOG_IN)
                .otherwise(fault -> LogInAnswers.outage(String.valueOf(fault.getMessage())))
                .compose(this::seated);
    }

    /** Who is logged in too often already is told so only now: before, it could be anybody. */
    private Future<LogIn> seated(LogIn progress) {
        if (!(progress instanceof LogIn.Accepted accepted)) {
            return Future.succeededFuture(progress);
        }
        var account = accepted.sender().name();
        return seat.take(account).map(refused -> refused.<LogIn>map(
                        wait -> new LogIn.Refused(account, false, GuardAnswers.refusal(wait)))
                .orElse(progress));
    }

    @Override
    public Optional<Allowance> allowance(Sender sender) {
        return allowances.apply(sender);
    }

    @Override
    public void abandon(String exchange) {
        bus.abandon(new Exchanges.Abandon(Exchanges.Ticket.parse(exchange)));
    }

    @Override
    public Future<Optional<Sender>> reload(Sender before) {
        return new Actors(senders).again(before);
    }

    @Override
    public Future<Outcome> post(Submission submission) {
        return bus.post(submission, delivery)
                .map(BusBackend::outcome)
                .otherwise(fault -> new Refusal(
                        Replies.relayOutage(),
                        new Explanation("delivery", String.valueOf(fault.getMessage()), "see the log")));
    }

    private static Outcome outcome(Receipt receipt) {
        if (receipt instanceof Receipt.Taken taken) {
            return new Outcome.Posted(taken.reply(), taken.custody(), taken.keeper());
        }
        var declined = (Receipt.Declined) receipt;
        return new Refusal(declined.reply(), new Explanation(declined.rule(), declined.seen(), declined.remedy()));
    }

    @Override
    public void record(Event event) {
        trail.record(event);
    }

    @Override
    public void replied(String verb, long nanos) {
        times.replied(verb, nanos);
    }

    @Override
    public void loggedIn(String mechanism, long nanos) {
        times.loggedIn(mechanism, nanos);
    }
}
