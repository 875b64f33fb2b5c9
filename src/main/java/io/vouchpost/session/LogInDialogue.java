package io.vouchpost.session;

import io.vertx.core.Future;
import io.vouchpost.policy.Explanation;
import io.vouchpost.policy.Sender;
import io.vouchpost.sasl.Channel;
import io.vouchpost.sasl.Client;
import io.vouchpost.sasl.Guess;
import io.vouchpost.secret.Secret;
import io.vouchpost.smtp.Command;
import io.vouchpost.smtp.Replies;
import io.vouchpost.smtp.Reply;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The log-in of one session: AUTH and the responses that follow it (RFC 4954 §4). */
final class LogInDialogue {
    private static final Explanation EXCHANGE = new Explanation(
            "RFC 4954 §4", "the SASL exchange went wrong", "look at the client's settings or its version");

    /** Changes of accounts kept while a log-in is under way; were there more, any account may be among them. */
    private static final int MOST_CHANGES = 1_000;

    /** Libraries left to choose try so many mechanisms with one password. */
    private static final int MECHANISMS_FOR_A_GUESS = 6;

    private final String session;
    private final Backend backend;
    private final Set<String> changedMeanwhile = new HashSet<>();
    private boolean underWay;
    private Optional<Sender> sender = Optional.empty();
    private Optional<String> exchange = Optional.empty();
    private Optional<Reply> lastRefusal = Optional.empty();
    private String mechanism = "";
    private String credential = "";
    private Optional<Guess> guess = Optional.empty();
    private int guesses;
    private int failures;

    LogInDialogue(String session, Backend backend) {
        this.session = session;
        this.backend = backend;
    }

    Optional<Sender> sender() {
        return sender;
    }

    /** Whether it is the account's, or that of whoever acts as it. */
    boolean concerns(String account) {
        return sender.filter(one -> one.name().equals(account) || one.prover().equals(account))
                .isPresent();
    }

    /**
     * Whether this is what was shown.
     *
     * @param label of a device credential; empty for the account's own password
     */
    boolean isProvenBy(String account, String label) {
        return sender.filter(one -> one.prover().equals(account)).isPresent() && credential.equals(label);
    }

    /** Whether a log-in has begun and is not decided yet. */
    boolean isUnderWay() {
        return underWay;
    }

    /** The account's credentials or status changed just now: what is being checked may be out of date. */
    void overtakenBy(String account) {
        if (underWay && changedMeanwhile.size() < MOST_CHANGES) {
            changedMeanwhile.add(account);
        }
    }

    /** What the last attempt was told; empty when there was none. */
    Optional<Reply> lastRefusal() {
        return lastRefusal;
    }

    /** The account was changed by an operator: empty when it may no longer send. */
    void refresh(Optional<Sender> changed) {
        sender = changed;
    }

    /**
     * @param address and name are the client's
     */
    Future<Answer> begin(
            Command.Auth auth, String name, String address, Channel channel, List<String> offered, int allowedGuesses) {
        mechanism = auth.mechanism();
        credential = "";
        if (!offered.contains(mechanism)) {
            return ended(
                    "",
                    Answer.refusal(
                            Replies.unknownMechanism(),
                            "sasl.mechanisms",
                            mechanism,
                            "choose one of " + String.join(", ", offered)));
        }
        if (isTooMuch(allowedGuesses)) {
            return ended(
                    "",
                    Answer.refusal(
                                    Replies.tooManyFailures(),
                                    "guard.failuresPerSession",
                                    guesses + " wrong passwords in this session, tried " + failures + " times",
                                    "correct the password stored in the client")
                            .then(Answer.Next.NOTHING));
        }
        var initial = auth.initialResponse().flatMap(LogInDialogue::decoded);
        if (initial.isEmpty() && auth.initialResponse().isPresent()) {
            return ended("", Answer.refusal(Replies.badBase64(), EXCHANGE));
        }
        underWay = true;
        return backend.begin(new Client(session, name, address, mechanism, channel), initial)
                .map(this::answer);
    }

    /** The last guess may go on by mechanisms that it has not tried yet. */
    private boolean isTooMuch(int allowedGuesses) {
        return guesses > allowedGuesses
                || failures >= allowedGuesses * MECHANISMS_FOR_A_GUESS
                || (guesses == allowedGuesses
                        && guess.filter(last -> last.hasTried(mechanism)).isPresent());
    }

    /** A line of the client in answer to a challenge. */
    Future<Answer> respond(Secret line) {
        String going = exchange.orElseThrow();
        exchange = Optional.empty();
        if (line.length() == 1 && line.octets()[0] == '*') {
            backend.abandon(going);
            return ended("", Answer.refusal(Replies.authenticationCancelled(), EXCHANGE));
        }
        var response = decoded(line);
        if (response.isEmpty()) {
            backend.abandon(going);
            return ended("", Answer.refusal(Replies.badBase64(), EXCHANGE));
        }
        return backend.respond(going, response.get()).map(this::answer);
    }

    /** A response longer than RFC 4954 §4 has to be taken. */
    Future<Answer> tooLong() {
        abandon();
        return ended("", Answer.refusal(Replies.saslLineTooLong(), EXCHANGE));
    }

    /** The client is gone, or TLS starts anew. */
    void abandon() {
        exchange.ifPresent(backend::abandon);
        exchange = Optional.empty();
        decided();
    }

    private void decided() {
        underWay = false;
        changedMeanwhile.clear();
    }

    private Answer answer(Backend.LogIn progress) {
        if (progress instanceof Backend.LogIn.Challenge challenge) {
            exchange = Optional.of(challenge.exchange());
            return Answer.of(Replies.challenge(challenge.base64())).then(Answer.Next.SASL_RESPONSE);
        }
        if (progress instanceof Backend.LogIn.Accepted accepted) {
            return accept(accepted.sender(), accepted.credential());
        }
        var refused = (Backend.LogIn.Refused) progress;
        if (refused.guess()) {
            count(refused);
        }
        boolean closes = refused.refusal().reply().code() == 421;
        var answer = Answer.refusal(refused.refusal());
        return end(refused.authcid(), closes ? answer.then(Answer.Next.NOTHING) : answer, refused.tried());
    }

    private void count(Backend.LogIn.Refused refused) {
        failures++;
        boolean same = guess.isPresent() && guess.get().takes(refused.authcid(), mechanism, refused.tried());
        if (!same) {
            guess = Optional.of(new Guess(refused.authcid(), mechanism, refused.tried()));
            guesses++;
        }
    }

    private Answer accept(Sender proven, String by) {
        boolean changed = changedMeanwhile.contains(proven.name()) || changedMeanwhile.contains(proven.prover());
        if (changed || changedMeanwhile.size() == MOST_CHANGES) {
            return end(
                    proven.name(),
                    Answer.refusal(
                            Replies.authenticationOutage(),
                            "account",
                            "the account was changed while its log-in was checked",
                            "none: the client tries again"));
        }
        sender = Optional.of(proven);
        credential = by;
        lastRefusal = Optional.empty();
        return end(proven.name(), Answer.of(Replies.authenticated()));
    }

    private Future<Answer> ended(String account, Answer answer) {
        return end(account, answer).now();
    }

    private Answer end(String account, Answer answer) {
        return end(account, answer, "");
    }

    private Answer end(String account, Answer answer, String tried) {
        if (!answer.reply().isPositive()) {
            lastRefusal = Optional.of(answer.reply());
        }
        decided();
        return answer.noting(new Answer.Note.Attempt(mechanism, account, credential, tried));
    }

    /** Empty when it is not base64. The input is wiped. */
    private static Optional<Secret> decoded(Secret base64) {
        try (base64) {
            return Optional.of(Secret.ofOctets(Base64.getDecoder().decode(base64.octets())));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }
}
