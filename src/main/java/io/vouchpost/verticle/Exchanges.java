package io.vouchpost.verticle;

import io.vertx.core.Future;
import io.vouchpost.policy.Sender;
import io.vouchpost.sasl.Client;
import io.vouchpost.sasl.Credentials;
import io.vouchpost.sasl.Exchange;
import io.vouchpost.sasl.Mechanism;
import io.vouchpost.sasl.Step;
import io.vouchpost.secret.Secret;
import io.vouchpost.session.Backend.LogIn;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The SASL exchanges that one verticle owns: begun, gone on with, ended or forgotten. A session holds a {@link Ticket} for
 * its exchange and nothing else of it.
 */
final class Exchanges {
    /** Clients with an exchange open at a time, for one verticle. Above that the oldest are long dead or an attack. */
    private static final int MOST = 20_000;

    private final String address;
    private final Supplier<Map<String, Mechanism>> mechanisms;
    private final GuardedCredentials.Factory credentials;
    private final Function<Credentials.Verdict.Accepted, Future<Optional<Sender>>> senders;
    private final Clock clock;
    private final Map<Long, Open> open = new HashMap<>();
    private long last;

    /** Names an exchange: the verticle that owns it, and its number there. */
    record Ticket(String address, long number) {
        static Ticket parse(String text) {
            int mark = text.lastIndexOf('#');
            return new Ticket(text.substring(0, mark), Long.parseLong(text.substring(mark + 1)));
        }

        @Override
        public String toString() {
            return address + "#" + number;
        }
    }

    /**
     * @param initialResponse wiped here
     */
    record Begin(Client client, Optional<Secret> initialResponse) {}

    /** What is said about an exchange that has begun. */
    sealed interface Message {
        Ticket exchange();
    }

    /**
     * @param response wiped here
     */
    record Respond(Ticket exchange, Secret response) implements Message {}

    record Abandon(Ticket exchange) implements Message {}

    private record Open(Exchange exchange, GuardedCredentials credentials, long begun) {}

    /**
     * @param address of the verticle
     * @param mechanisms those for exchanges that begin now, by name
     * @param senders an account as the policy sees it, by name
     */
    Exchanges(
            String address,
            Supplier<Map<String, Mechanism>> mechanisms,
            GuardedCredentials.Factory credentials,
            Function<Credentials.Verdict.Accepted, Future<Optional<Sender>>> senders,
            Clock clock) {
        this.address = address;
        this.mechanisms = mechanisms;
        this.credentials = credentials;
        this.senders = senders;
        this.clock = clock;
    }

    Future<LogIn> begin(Begin begin) {
        var mechanism = mechanisms.get().get(begin.client().mechanism());
        if (mechanism == null || open.size() >= MOST) {
            begin.initialResponse().ifPresent(Secret::close);
            return Future.succeededFuture(LogInAnswers.outage("too many log-ins under way"));
        }
        var guarded = credentials.forClient(begin.client());
        return next(
                new Open(mechanism.start(guarded, begin.client().channel()), guarded, clock.millis()),
                begin.initialResponse());
    }

    Future<LogIn> go(Message message) {
        var found = Optional.ofNullable(open.remove(message.exchange().number()));
        if (message instanceof Abandon) {
            found.ifPresent(exchange -> exchange.credentials().end());
        }
        if (message instanceof Respond respond) {
            return found.map(exchange -> next(exchange, Optional.of(respond.response())))
                    .orElseGet(() -> {
                        respond.response().close();
                        return Future.succeededFuture(LogInAnswers.expired());
                    });
        }
        return Future.succeededFuture(LogInAnswers.expired());
    }

    /** Forgets those that began too long ago. */
    void expire(Duration timeout) {
        long oldest = clock.millis() - timeout.toMillis();
        open.values().removeIf(exchange -> {
            boolean old = exchange.begun() < oldest;
            if (old) {
                exchange.credentials().end();
            }
            return old;
        });
    }

    private Future<LogIn> next(Open exchange, Optional<Secret> response) {
        return exchange.exchange()
                .next(response)
                .onComplete(done -> response.ifPresent(Secret::close))
                .compose(step -> answer(exchange, step));
    }

    private Future<LogIn> answer(Open exchange, Step step) {
        if (step instanceof Step.Challenge challenge) {
            var ticket = new Ticket(address, ++last);
            open.put(ticket.number(), exchange);
            return Future.succeededFuture(new LogIn.Challenge(ticket.toString(), challenge.base64()));
        }
        exchange.credentials().end();
        if (step instanceof Step.Done done && done.verdict() instanceof Credentials.Verdict.Accepted accepted) {
            return senders.apply(accepted)
                    .map(sender -> sender.<LogIn>map(it -> new LogIn.Accepted(it, accepted.credential()))
                            .orElseGet(() -> LogInAnswers.outage("account " + accepted.account() + " is gone")))
                    .otherwise(fault -> LogInAnswers.outage("accounts: " + fault.getMessage()));
        }
        return Future.succeededFuture(LogInAnswers.refused(
                step, exchange.credentials().ruling(), exchange.credentials().tried()));
    }
}
