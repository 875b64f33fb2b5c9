package io.vouchpost.verticle;

import io.vertx.core.Future;
import io.vouchpost.audit.AuditTrail;
import io.vouchpost.audit.Event;
import io.vouchpost.delivery.Receipt;
import io.vouchpost.guard.Guard;
import io.vouchpost.guard.Ruling;
import io.vouchpost.message.Submission;
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
    /** Longer than the database may take, shorter than a client waits. */
    private static final Duration LOG_IN = Duration.ofSeconds(30);

    private final Bus bus;
    private final Function<String, Future<Optional<Sender>>> senders;
    private final AuditTrail trail;
    private final Duration delivery;

    /**
     * @param delivery how long the next hop may take, all hosts together
     */
    BusBackend(Bus bus, Function<String, Future<Optional<Sender>>> senders, AuditTrail trail, Duration delivery) {
        this.bus = bus;
        this.senders = senders;
        this.trail = trail;
        this.delivery = delivery;
    }

    @Override
    public Future<Optional<Refusal>> admit(String address) {
        return bus.admit(new Guard.Arrival(address))
                .map(ruling ->
                        ruling instanceof Ruling.Wait wait ? Optional.of(refusal(wait)) : Optional.<Refusal>empty())
                .otherwise(Optional.empty());
    }

    static Refusal refusal(Ruling.Wait wait) {
        return new Refusal(
                wait.isLockout() ? Replies.tooManyFailures() : Replies.tooManyConnections(),
                new Explanation(
                        wait.rule(),
                        wait.seen() + ", until " + wait.until(),
                        wait.isLockout()
                                ? "wait, or vouchpost lockout list and lockout clear"
                                : "raise " + wait.rule() + " if that is usual here"));
    }

    @Override
    public Future<LogIn> begin(Client client, Optional<Secret> initialResponse) {
        return bus.begin(new Exchanges.Begin(client, initialResponse), LOG_IN)
                .otherwise(fault -> LogInAnswers.outage(String.valueOf(fault.getMessage())));
    }

    @Override
    public Future<LogIn> respond(String exchange, Secret response) {
        return bus.respond(new Exchanges.Respond(Exchanges.Ticket.parse(exchange), response), LOG_IN)
                .otherwise(fault -> LogInAnswers.outage(String.valueOf(fault.getMessage())));
    }

    @Override
    public void abandon(String exchange) {
        bus.abandon(new Exchanges.Abandon(Exchanges.Ticket.parse(exchange)));
    }

    @Override
    public Future<Optional<Sender>> reload(String account) {
        return senders.apply(account);
    }

    @Override
    public Future<Posted> post(Submission submission) {
        return bus.post(submission, delivery)
                .map(BusBackend::posted)
                .otherwise(fault -> new Posted(
                        Replies.relayOutage(),
                        "",
                        Optional.of(new Explanation("delivery", String.valueOf(fault.getMessage()), "see the log"))));
    }

    private static Posted posted(Receipt receipt) {
        if (receipt instanceof Receipt.Taken taken) {
            return new Posted(taken.reply(), taken.keeper(), Optional.empty());
        }
        var declined = (Receipt.Declined) receipt;
        return new Posted(
                declined.reply(),
                "",
                Optional.of(new Explanation(declined.rule(), declined.seen(), declined.remedy())));
    }

    @Override
    public void record(Event event) {
        trail.record(event);
    }
}
