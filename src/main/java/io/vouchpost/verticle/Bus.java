package io.vouchpost.verticle;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vouchpost.delivery.Receipt;
import io.vouchpost.guard.Crowd;
import io.vouchpost.guard.Guard;
import io.vouchpost.guard.Quotas;
import io.vouchpost.guard.Ruling;
import io.vouchpost.message.Submission;
import io.vouchpost.session.Backend.LogIn;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Who asks whom, with types: the only place where an address of the event bus stands. A question whose answer does not come
 * in time fails its future, and whoever asked says that it was an outage.
 */
final class Bus {
    private static final String ADMIT_ARRIVAL = "guard.admit.arrival";
    private static final String ADMIT_ATTEMPT = "guard.admit.attempt";
    private static final String RECORD_ATTEMPT = "guard.record.attempt";
    private static final String LOOK = "quotas.look";
    private static final String TAKE = "quotas.take";
    private static final String GIVE_BACK = "quotas.giveBack";
    private static final String BEGIN = "sasl.begin";
    private static final String POST = "delivery.post";
    private static final String ACCOUNTS = "news.accounts";

    /** Longer than the database may take. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** An attempt may have to wait for its turn before. */
    private static final Duration TURN = Crowd.LONGEST_WAIT.plus(PATIENCE);

    private final EventBus eventBus;

    Bus(Vertx vertx) {
        this.eventBus = vertx.eventBus();
    }

    /** Once for a Vert.x instance, before the first question. */
    static void prepare(Vertx vertx) {
        vertx.eventBus().registerCodec(new LocalCodec());
    }

    // guard

    Future<Ruling> admit(Guard.Arrival arrival) {
        return ask(ADMIT_ARRIVAL, arrival, PATIENCE);
    }

    Future<Ruling> admit(Guard.Attempt attempt, Guard.Stage stage) {
        return ask(ADMIT_ATTEMPT, new Begun(attempt, stage), TURN);
    }

    /** How long the answer is to be held back. */
    Future<Duration> record(Guard.Attempt attempt, Guard.Result result) {
        return ask(RECORD_ATTEMPT, new Ended(attempt, result), PATIENCE);
    }

    Future<Void> serve(Guard guard) {
        return Future.all(
                        answer(ADMIT_ARRIVAL, (Guard.Arrival arrival) -> guard.admit(arrival)),
                        answer(ADMIT_ATTEMPT, (Begun begun) -> guard.admit(begun.attempt(), begun.stage())),
                        answer(RECORD_ATTEMPT, (Ended ended) -> guard.record(ended.attempt(), ended.result())))
                .mapEmpty();
    }

    private record Begun(Guard.Attempt attempt, Guard.Stage stage) {}

    private record Ended(Guard.Attempt attempt, Guard.Result result) {}

    // quotas

    Future<Ruling> look(Quotas.Load load) {
        return ask(LOOK, load, PATIENCE);
    }

    Future<Ruling> take(Quotas.Load load) {
        return ask(TAKE, load, PATIENCE);
    }

    void giveBack(Quotas.Load load, Instant since) {
        eventBus.send(GIVE_BACK, new Returned(load, since), options(PATIENCE));
    }

    Future<Void> serve(Quotas quotas) {
        return Future.all(
                        answer(LOOK, (Quotas.Load load) -> quotas.look(load)),
                        answer(TAKE, (Quotas.Load load) -> quotas.take(load)),
                        answer(GIVE_BACK, (Returned returned) -> quotas.giveBack(returned.load(), returned.since())))
                .mapEmpty();
    }

    private record Returned(Quotas.Load load, Instant since) {}

    // sasl

    Future<LogIn> begin(Exchanges.Begin begin, Duration within) {
        return ask(BEGIN, begin, within);
    }

    Future<LogIn> respond(Exchanges.Respond respond, Duration within) {
        return ask(respond.exchange().address(), respond, within);
    }

    void abandon(Exchanges.Abandon abandon) {
        eventBus.send(abandon.exchange().address(), abandon, options(PATIENCE));
    }

    Future<Void> serve(String address, Exchanges exchanges) {
        return Future.all(
                        answer(BEGIN, (Exchanges.Begin begin) -> exchanges.begin(begin)),
                        answer(address, (Exchanges.Message message) -> exchanges.go(message)))
                .mapEmpty();
    }

    // delivery

    Future<Receipt> post(Submission submission, Duration within) {
        return ask(POST, submission, within);
    }

    Future<Void> serve(Function<Submission, Future<Receipt>> delivery) {
        return answer(POST, delivery);
    }

    // news

    /** Tells every session of an account that was changed. */
    void publish(AccountNews news) {
        eventBus.publish(ACCOUNTS, news, options(PATIENCE));
    }

    Future<Void> onAccountNews(Consumer<AccountNews> listener) {
        return hear(ACCOUNTS, listener);
    }

    private <N> Future<Void> hear(String address, Consumer<N> listener) {
        return eventBus.<N>localConsumer(address, message -> listener.accept(message.body()))
                .completion();
    }

    private <A> Future<A> ask(String address, Object question, Duration within) {
        return eventBus.<A>request(address, question, options(within)).map(message -> message.body());
    }

    private <Q, A> Future<Void> answer(String address, Function<Q, Future<A>> service) {
        return eventBus.<Q>localConsumer(address, message -> handle(message, service)
                        .onSuccess(found -> message.reply(found, options(PATIENCE)))
                        .onFailure(fault -> message.fail(1, String.valueOf(fault.getMessage()))))
                .completion();
    }

    /** What a service throws is a failure like any other. */
    private static <Q, A> Future<A> handle(Message<Q> message, Function<Q, Future<A>> service) {
        return Future.succeededFuture(message.body()).compose(service);
    }

    private static DeliveryOptions options(Duration within) {
        return new DeliveryOptions()
                .setLocalOnly(true)
                .setCodecName(LocalCodec.NAME)
                .setSendTimeout(within.toMillis());
    }
}
