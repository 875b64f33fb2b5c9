package io.vouchpost.simulation;

import io.vertx.core.json.JsonObject;
import io.vouchpost.guard.Ruling;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.Set;

/** An event of the audit log, as far as it concerns the guard. */
sealed interface Logged {
    /** What fits into the milliseconds that the guard's memory goes by, and into PostgreSQL. */
    Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    /** In one message; its number stands in the log, and they are made up for it. */
    int MOST_RECIPIENTS = 100_000;

    /** Who may not act as another has proven who it is: the guard was told so, though the reply tells the client nothing. */
    String ACT_AS = "policy.actAs";

    /** Refusals of the guard that a log-in need not be barred for: it has failed, or was one of too many at a time. */
    Set<String> NOT_BARRED = Set.of("guard.failuresPerSession", Ruling.SHARED_ADDRESS);

    Instant time();

    /** Empty where there was none. */
    String session();

    String address();

    /**
     * @param fingerprint of the password; empty where none was shown or written down
     * @param rule by which it was refused; empty where it was not
     */
    record Login(
            Instant time,
            String session,
            String address,
            String mechanism,
            String account,
            String fingerprint,
            String clientName,
            Outcome outcome,
            String rule)
            implements Logged {}

    /** What the log knows of a log-in. */
    enum Outcome {
        RIGHT,
        WRONG,
        /** The guard did not let it be tried. */
        BARRED,
        /** An outage, a disabled account, an exchange that went wrong: counts for nobody. */
        UNDECIDED
    }

    /** A connection that the guard turned away. */
    record TurnedAway(Instant time, String session, String address, String rule) implements Logged {}

    record Submission(Instant time, String session, String address, String account, int recipients, long octets)
            implements Logged {}

    /** Anything else that a session did: it was there. */
    record Other(Instant time, String session, String address) implements Logged {}

    /**
     * Empty for what is no event: without a time, or without the fields that its kind has.
     *
     * @throws ClassCastException for a field that is of another type
     */
    static Optional<Logged> of(JsonObject json) {
        var kind = json.getString("event", "");
        if (kind.isEmpty()) {
            return Optional.empty();
        }
        try {
            var time = Instant.parse(json.getString("time", ""));
            if (time.isBefore(Instant.EPOCH) || time.isAfter(LATEST)) {
                return Optional.empty(); // no clock has shown it, and none could be advanced to it
            }
            var session = json.getString("session", "");
            var address = json.getString("client", "");
            var account = json.getString("account", "");
            var rule = json.getString("rule", "");
            return Optional.of(
                    switch (kind) {
                        case "login" ->
                            new Login(
                                    time,
                                    session,
                                    address,
                                    json.getString("mechanism", ""),
                                    account,
                                    json.getString("tried", ""),
                                    json.getString("ehlo", ""),
                                    outcome(json, rule),
                                    rule);
                        case "submission" ->
                            new Submission(
                                    time,
                                    session,
                                    address,
                                    account,
                                    Math.min(MOST_RECIPIENTS, json.getInteger("recipients", 1)),
                                    json.getLong("octets", 0L));
                        case "refusal" ->
                            isOfTheGuard(rule) && json.getString("subject", "").equals("connection")
                                    ? new TurnedAway(time, session, address, rule)
                                    : new Other(time, session, address);
                        default -> new Other(time, session, address);
                    });
        } catch (DateTimeParseException noTime) {
            return Optional.empty();
        }
    }

    private static Outcome outcome(JsonObject json, String rule) {
        if (json.getString("outcome", "").equals("accepted") || rule.equals(ACT_AS)) {
            return Outcome.RIGHT;
        }
        if (isOfTheGuard(rule) && !NOT_BARRED.contains(rule)) {
            return Outcome.BARRED;
        }
        return json.getString("reply", "").startsWith("535") ? Outcome.WRONG : Outcome.UNDECIDED;
    }

    private static boolean isOfTheGuard(String rule) {
        return rule.startsWith("guard.");
    }
}
