package io.vouchpost.session;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vouchpost.audit.Event;
import io.vouchpost.message.Custody;
import io.vouchpost.message.Submission;
import io.vouchpost.policy.Explanation;
import io.vouchpost.policy.Sender;
import io.vouchpost.sasl.Client;
import io.vouchpost.secret.Secret;
import io.vouchpost.smtp.Replies;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The cast of the transcripts under the direction of a test: slow, away, or with an account that has changed. */
final class DirectedBackend implements Backend {
    final List<String> abandoned = new ArrayList<>();
    private final ScriptedBackend script = new ScriptedBackend();
    private Future<Void> moment = Future.succeededFuture();
    private boolean away;
    private boolean hadIt;
    private Optional<Allowance> allowance = Optional.empty();
    private Optional<Sender> account = Optional.of(ScriptedBackend.sender("alice@example.org"));

    /** From now on every answer waits for the promise. */
    Promise<Void> slowly() {
        Promise<Void> promise = Promise.promise();
        moment = promise.future();
        return promise;
    }

    void away(boolean now) {
        away = now;
    }

    /** Each message is a second copy from now on. */
    void hasHadIt(boolean now) {
        hadIt = now;
    }

    void accountIs(Optional<Sender> now) {
        account = now;
    }

    void allows(Allowance now) {
        allowance = Optional.of(now);
    }

    List<Event> events() {
        return script.events;
    }

    List<Submission> posted() {
        return script.posted;
    }

    @Override
    public Future<Optional<Refusal>> admit(String address) {
        return script.admit(address);
    }

    @Override
    public Future<LogIn> begin(Client who, Optional<Secret> initialResponse) {
        return answer(script.begin(who, initialResponse));
    }

    @Override
    public Future<LogIn> respond(String exchange, Secret response) {
        return answer(script.respond(exchange, response));
    }

    private Future<LogIn> answer(Future<LogIn> decided) {
        var outage = new Refusal(Replies.authenticationOutage(), new Explanation("outage", "away", "look"));
        return away ? Future.succeededFuture(new LogIn.Refused("", false, outage)) : moment.compose(now -> decided);
    }

    @Override
    public void abandon(String exchange) {
        abandoned.add(exchange);
        script.abandon(exchange);
    }

    @Override
    public Future<Optional<Sender>> reload(Sender before) {
        return away ? Future.failedFuture("away") : moment.map(now -> account);
    }

    @Override
    public Optional<Allowance> allowance(Sender sender) {
        return allowance;
    }

    @Override
    public Future<Outcome> post(Submission submission) {
        return away
                ? Future.succeededFuture(
                        new Refusal(Replies.relayOutage(), new Explanation("delivery", "away", "look")))
                : moment.compose(now -> script.post(submission))
                        .map(it -> hadIt ? new Outcome.Posted(it.reply(), Custody.REPEATED, "whoever") : it);
    }

    @Override
    public void record(Event event) {
        script.record(event);
    }
}
