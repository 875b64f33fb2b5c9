package io.vouchpost.verticle;

import io.vouchpost.guard.Ruling;
import io.vouchpost.policy.Explanation;
import io.vouchpost.session.Backend.Refusal;
import io.vouchpost.smtp.Replies;
import io.vouchpost.smtp.Reply;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** What a client is told when the guard does not let it, and what its operator is told of the reason. */
final class GuardAnswers {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm 'UTC'", Locale.ROOT);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'", Locale.ROOT);

    private GuardAnswers() {}

    /** Empty for a welcome. */
    static Optional<Refusal> of(Ruling ruling) {
        if (ruling instanceof Ruling.Wait wait) {
            return Optional.of(refusal(wait));
        }
        return ruling instanceof Ruling.Denied denied ? Optional.of(refusal(denied)) : Optional.empty();
    }

    static Refusal refusal(Ruling.Wait wait) {
        return new Refusal(
                reply(wait), new Explanation(wait.rule(), wait.seen() + ", until " + wait.until(), remedy(wait)));
    }

    /** What strangers are told in a flood. */
    static Refusal crowded() {
        return new Refusal(
                Replies.tooManyConnections(),
                new Explanation(
                        "guard",
                        "more connections at a time from networks that nobody has logged in from than can be looked at",
                        "it passes with the flood; vouchpost lockout list and audit tell where it comes from"));
    }

    private static Reply reply(Ruling.Wait wait) {
        if (wait.isLockout()) {
            return Replies.tooManyFailures();
        }
        if (wait.rule().startsWith(Ruling.QUOTAS)) {
            return Replies.quotaReached(opening(wait.until()));
        }
        return switch (wait.rule()) {
            case Ruling.CONNECTIONS -> Replies.tooManyFromNetwork();
            case Ruling.LOG_INS -> Replies.tooManyLogIns();
            case Ruling.WIDER_NETWORKS -> Replies.tooManyFromNetwork();
            case Ruling.SHARED_ADDRESS -> Replies.tooManyFailures();
            case Ruling.ACCOUNT_CONNECTIONS -> Replies.tooManyOfAccount();
            default -> Replies.tooManyConnections();
        };
    }

    /** As the person who writes the mail reads it; with its date only where the time alone says nothing. */
    private static String opening(Instant until) {
        var time = until.atOffset(ZoneOffset.UTC);
        return (time.toLocalTime().equals(LocalTime.MIDNIGHT) ? DAY : TIME).format(time);
    }

    private static String remedy(Ruling.Wait wait) {
        if (wait.isLockout()) {
            String key = Explanation.word(wait.lockout());
            return wait.lockout().isEmpty()
                    ? "try again: the log-ins before it are being counted"
                    : "vouchpost lockout clear " + key + "; why it came to that: vouchpost lockout show " + key;
        }
        if (wait.rule().startsWith(Ruling.QUOTAS)) {
            return "wait, or raise " + wait.rule() + "; if nobody sent so much on purpose, change the password";
        }
        return switch (wait.rule()) {
            case Ruling.CONNECTIONS, Ruling.LOG_INS, Ruling.WIDER_NETWORKS ->
                "raise " + wait.rule()
                        + " if that is usual here; where many of one's own share the network behind a NAT or a proxy,"
                        + " put it into guard.exempt";
            case Ruling.SHARED_ADDRESS ->
                "try again; somebody guesses at the account behind the same address, and cannot be told from its owner: let"
                        + " the proxy send the PROXY protocol, or the load balancer keep the client's address";
            default -> "raise " + wait.rule() + " if that is usual here";
        };
    }

    private static Refusal refusal(Ruling.Denied denied) {
        boolean quota = denied.rule().startsWith(Ruling.QUOTAS);
        return new Refusal(
                quota ? Replies.largerThanQuota() : Replies.networkDenied(),
                new Explanation(
                        denied.rule(),
                        denied.seen(),
                        quota
                                ? "send it in parts, or raise " + denied.rule()
                                : "take the network out of " + denied.rule() + " if it should be let in"));
    }
}
