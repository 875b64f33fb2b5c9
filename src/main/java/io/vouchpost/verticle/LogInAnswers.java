package io.vouchpost.verticle;

import io.vouchpost.guard.Ruling;
import io.vouchpost.policy.Explanation;
import io.vouchpost.sasl.Credentials.Reason;
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
     * @param tried the password's fingerprint, noted where it was wrong or not looked at; empty where none was shown
     */
    static LogIn refused(Step step, Optional<Ruling.Wait> ruling, String tried) {
        var answer = answer(step, ruling);
        return answer instanceof LogIn.Refused refused && (refused.guess() || ruling.isPresent())
                ? new LogIn.Refused(refused.authcid(), refused.guess(), refused.refusal(), tried)
                : answer;
    }

    private static LogIn answer(Step step, Optional<Ruling.Wait> ruling) {
        if (step instanceof Step.Invalid invalid) {
            return refused(
                    "",
                    false,
                    Replies.badResponse(),
                    "RFC 4422 §3.6",
                    invalid.problem(),
                    "look at the client's version");
        }
        if (step instanceof Step.OutOfTurn) {
            return refused(
                    "",
                    false,
                    Replies.noInitialResponse(),
                    "RFC 4954 §4",
                    "an initial response to a mechanism that starts with the server",
                    "look at the client's version");
        }
        return answer((Step.Done) step, ruling);
    }

    private static LogIn answer(Step.Done done, Optional<Ruling.Wait> ruling) {
        String who = done.authcid();
        if (done.verdict() instanceof Verdict.Disabled disabled) {
            return refused(
                    disabled.account(),
                    false,
                    Replies.accountDisabled(),
                    "account.enabled",
                    "right password, account " + disabled.account() + " is disabled",
                    "vouchpost account enable " + Explanation.word(disabled.account()));
        }
        if (done.verdict() instanceof Verdict.Foreign foreign) {
            return refused(foreign.account(), true, Replies.wrongCredentials(), foreign(foreign));
        }
        if (done.verdict() instanceof Verdict.FactorMissing missing) {
            return refused(
                    missing.account(),
                    false,
                    Replies.mechanismTooWeak(missing.factor()),
                    "account.secondFactor",
                    "right proof, but account " + missing.account() + " needs " + missing.factor(),
                    "choose PLAIN in the client, or " + deviceCredential(Explanation.word(missing.account())));
        }
        if (done.verdict() instanceof Verdict.VerifierMissing missing) {
            return refused(
                    missing.account(),
                    false,
                    Replies.passwordTransitionNeeded(),
                    "RFC 4954 §6",
                    "nothing is kept of the password of " + missing.account() + " that this mechanism could go by",
                    "log in once with PLAIN");
        }
        if (done.verdict() instanceof Verdict.Unavailable unavailable) {
            return refused(
                    who,
                    false,
                    Replies.authenticationOutage(),
                    "outage",
                    unavailable.cause(),
                    "see the log; look at the database, and with vouchpost lockout list whether there is a flood");
        }
        if (done.verdict() instanceof Verdict.Rejected rejected) {
            return rejected(who, rejected.reason());
        }
        return new LogIn.Refused(who, false, GuardAnswers.refusal(ruling.orElseThrow()));
    }

    private static Explanation foreign(Verdict.Foreign foreign) {
        var seen = foreign.account() + " asks to act as " + foreign.authzid();
        var authzid = Explanation.word(foreign.authzid());
        return foreign.permitted()
                ? new Explanation(
                        "policy.actAs",
                        seen + ", and may; but there is no such account, or it is disabled",
                        "vouchpost account show " + authzid)
                : new Explanation(
                        "policy.actAs",
                        seen,
                        "leave the authorization identity empty in the client; or vouchpost account permission add "
                                + Explanation.word(foreign.account()) + " act-as " + authzid,
                        foreign.considered());
    }

    /** To the letter the same for all: only the log tells why. */
    private static LogIn rejected(String who, Reason reason) {
        String account = Explanation.word(who);
        String credentials = "vouchpost account credential list " + account;
        return switch (reason) {
            case WRONG ->
                guess(
                        who,
                        "password",
                        "wrong password for " + who + ", or no such account",
                        "vouchpost account show " + account + "; vouchpost account passwd " + account);
            case NO_DEVICE_CREDENTIAL ->
                guess(
                        who,
                        "sasl.legacyOnPrimary",
                        who + " has no device credential for this mechanism",
                        deviceCredential(account));
            case EXPIRED -> guess(who, "credential.expires", "a device credential that has expired", credentials);
            case NETWORK -> guess(who, "credential.network", "a device credential of another network", credentials);
            case MECHANISM ->
                guess(who, "credential.mechanism", "a device credential of other mechanisms", credentials);
            case NTLM_V1 ->
                guess(
                        who,
                        "sasl.ntlmV1",
                        "the right secret, but by NTLM's first version",
                        "let the client speak NTLMv2 or another mechanism; or set sasl.ntlmV1");
            case CODE ->
                guess(
                        who,
                        "account.secondFactor",
                        "right password, but the one-time code behind it is missing, wrong or used up",
                        "type the password and the six digits in one, or " + deviceCredential(account)
                                + "; vouchpost account totp enable " + account + " for new codes");
            case TOKEN ->
                guess(who, "sasl.oauth", "a token that is not valid here", "look at the token's issuer and expiry");
            case CERTIFICATE ->
                guess(
                        who,
                        "account.certificates",
                        "a certificate that stands for no account",
                        "vouchpost account certificate add " + (who.isEmpty() ? "NAME" : account) + " --file PEM");
        };
    }

    /** The command that makes one; the operator puts the device's name to it. */
    private static String deviceCredential(String account) {
        return "vouchpost account credential add " + account + " --label LABEL";
    }

    private static LogIn guess(String who, String rule, String seen, String remedy) {
        return refused(who, true, Replies.wrongCredentials(), rule, seen, remedy);
    }

    private static LogIn refused(String authcid, boolean guess, Reply reply, String rule, String seen, String remedy) {
        return refused(authcid, guess, reply, new Explanation(rule, seen, remedy));
    }

    private static LogIn refused(String authcid, boolean guess, Reply reply, Explanation why) {
        return new LogIn.Refused(authcid, guess, new Refusal(reply, why));
    }
}
