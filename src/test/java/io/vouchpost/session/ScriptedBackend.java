package io.vouchpost.session;

import io.vertx.core.Future;
import io.vouchpost.account.Account;
import io.vouchpost.audit.Event;
import io.vouchpost.message.Custody;
import io.vouchpost.message.Submission;
import io.vouchpost.policy.Explanation;
import io.vouchpost.policy.Sender;
import io.vouchpost.sasl.Client;
import io.vouchpost.sasl.Credentials;
import io.vouchpost.sasl.Exchange;
import io.vouchpost.sasl.Login;
import io.vouchpost.sasl.Mechanism;
import io.vouchpost.sasl.Passwords;
import io.vouchpost.sasl.Plain;
import io.vouchpost.sasl.Step;
import io.vouchpost.secret.Secret;
import io.vouchpost.smtp.Replies;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The cast of the transcripts, answering at once: the real mechanisms, two accounts, a next hop that takes everything. The
 * same transcripts are played against the whole gateway, too.
 */
final class ScriptedBackend implements Backend {
    static final String PASSWORD = "correct horse";
    /** Of the device credential "printer". */
    static final String DEVICE_SECRET = "device secret";

    final List<Event> events = new ArrayList<>();
    final List<Submission> posted = new ArrayList<>();
    private Optional<Exchange> exchange = Optional.empty();

    @Override
    public Future<Optional<Refusal>> admit(String address) {
        return Future.succeededFuture(Optional.empty());
    }

    @Override
    public Future<LogIn> begin(Client client, Optional<Secret> initialResponse) {
        Mechanism mechanism = client.mechanism().equals("PLAIN") ? new Plain() : new Login();
        var started = mechanism.start(new Passwords(this::check), client.channel());
        return started.next(initialResponse).map(step -> answer(started, step));
    }

    @Override
    public Future<LogIn> respond(String name, Secret response) {
        var going = exchange.orElseThrow();
        return going.next(Optional.of(response)).map(step -> answer(going, step));
    }

    private LogIn answer(Exchange going, Step step) {
        if (step instanceof Step.Challenge challenge) {
            exchange = Optional.of(going);
            return new LogIn.Challenge("the one", challenge.base64());
        }
        if (step instanceof Step.Invalid invalid) {
            return refused(false, new Refusal(Replies.badResponse(), why(invalid.problem())));
        }
        var verdict = ((Step.Done) step).verdict();
        if (verdict instanceof Credentials.Verdict.Accepted accepted) {
            return new LogIn.Accepted(sender(accepted.account()), accepted.credential());
        }
        return verdict instanceof Credentials.Verdict.Disabled
                ? refused(false, new Refusal(Replies.accountDisabled(), why("disabled")))
                : refused(true, new Refusal(Replies.wrongCredentials(), why("wrong password")));
    }

    private static LogIn refused(boolean guess, Refusal refusal) {
        return new LogIn.Refused("somebody", guess, refusal);
    }

    private Future<Credentials.Verdict> check(String authcid, Secret password) {
        var given = new String(password.octets(), StandardCharsets.UTF_8);
        if (given.equals(DEVICE_SECRET)) {
            return Future.succeededFuture(new Credentials.Verdict.Accepted(authcid, "printer", true));
        }
        boolean right = given.equals(PASSWORD);
        return Future.succeededFuture(
                switch (right ? authcid : "") {
                    case "alice@example.org" -> new Credentials.Verdict.Accepted(authcid);
                    case "disabled@example.org" -> new Credentials.Verdict.Disabled(authcid);
                    default -> new Credentials.Verdict.Rejected();
                });
    }

    static Sender sender(String account) {
        return new Sender(new Account(account, true, false, List.of(account)));
    }

    private static Explanation why(String seen) {
        return new Explanation("script", seen, "read the transcript");
    }

    @Override
    public void abandon(String name) {
        exchange = Optional.empty();
    }

    @Override
    public Future<Optional<Sender>> reload(Sender before) {
        return Future.succeededFuture(Optional.of(sender(before.name())));
    }

    @Override
    public Future<Outcome> post(Submission submission) {
        posted.add(submission);
        return Future.succeededFuture(
                new Outcome.Posted(Replies.posted(submission.id()), Custody.POSTED, "next.example"));
    }

    @Override
    public void record(Event event) {
        events.add(event);
    }
}
