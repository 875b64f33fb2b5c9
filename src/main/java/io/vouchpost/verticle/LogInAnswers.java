package io.vouchpost.verticle;

import io.vouchpost.guard.Ruling;
import io.vouchpost.policy.Explanation;
import io.vouchpost.sasl.Credentials.Verdict;
import io.vouchpost.sasl.Step;
import io.vouchpost.session.Backend.LogIn;
import io.vouchpost.session.Backend.Refusal;
import io.vouchpost.smtp.Replies;
import io.vouchpost.smtp.Reply;
import java.util.Optional;

/** What a client is told when it is not let in, and what its operator is told of the reason. */
final class LogInAnswers {
    private LogInAnswers() {}

    static LogIn outage(String cause) {
        return refused("", false, Replies.authenticationOutage(), "outage", cause, "see the log; look at the database");
    }

    static LogIn expired() {
        return refused(
                "",
                false,
                Replies.authenticationCancelled(),
                "sasl.exchangeTimeout",
                "the client took too long for its response",
                "raise sasl.exchangeTimeout");
    }

    /**
     * @param ruling of the guard, where it did not let the password be tried
     */
    static LogIn refused(Step step, Optional<Ruling.Wait> ruling) {
        if (step instanceof Step.Invalid invalid) {
            return refused(
                    "",
                    false,
                    Replies.badResponse(),
                    "RFC 4422 §3.6",
                    invalid.problem(),
                    "look at the client's version");
        }
        var done = (Step.Done) step;
        String who = done.authcid();
        if (done.verdict() instanceof Verdict.Disabled disabled) {
            return refused(
                    disabled.account(),
                    false,
                    Replies.accountDisabled(),
                    "account.enabled",
                    "right password, account " + disabled.account() + " is disabled",
                    "vouchpost account enable " + disabled.account());
        }
        if (done.verdict() instanceof Verdict.Foreign foreign) {
            return refused(
                    foreign.account(),
                    true,
                    Replies.wrongCredentials(),
                    "RFC 4616 §2",
                    foreign.account() + " asks to act as " + foreign.authzid(),
                    "leave the authorization identity empty in the client");
        }
        if (done.verdict() instanceof Verdict.Unavailable unavailable) {
            return refused(
                    who,
                    false,
                    Replies.authenticationOutage(),
                    "outage",
                    unavailable.cause(),
                    "see the log; look at the database");
        }
        return ruling.<LogIn>map(wait -> new LogIn.Refused(who, false, BusBackend.refusal(wait)))
                .orElseGet(() -> refused(
                        who,
                        true,
                        Replies.wrongCredentials(),
                        "password",
                        "wrong password for " + who + ", or no such account",
                        "vouchpost account show " + who + "; vouchpost account passwd " + who));
    }

    private static LogIn refused(String authcid, boolean guess, Reply reply, String rule, String seen, String remedy) {
        return new LogIn.Refused(authcid, guess, new Refusal(reply, new Explanation(rule, seen, remedy)));
    }
}
