package io.vouchpost.audit;

import io.vertx.core.json.JsonObject;
import io.vouchpost.address.AddressBlock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which events somebody wants to see: those that have all of it.
 *
 * @param accounts any of these, as {@link #comparable} has them; empty: any
 * @param clients any of these; empty: any
 * @param network the client's address is in it
 * @param named either by its reference or by its message
 * @param since at this time or later
 * @param until before this time
 * @param limit the last so many
 */
public record EventFilter(
        Optional<String> event,
        Optional<String> outcome,
        Set<String> accounts,
        Set<String> clients,
        Optional<AddressBlock> network,
        Optional<String> reference,
        Optional<String> message,
        Optional<String> named,
        Optional<String> session,
        Optional<Instant> since,
        Optional<Instant> until,
        int limit) {
    /** Octets that an index of PostgreSQL surely takes, and more than names have. */
    private static final int COMPARED = 200;

    public EventFilter {
        accounts = Set.copyOf(accounts);
        clients = Set.copyOf(clients);
    }

    static EventFilter none(int limit) {
        return new EventFilter(
                Optional.empty(),
                Optional.empty(),
                Set.of(),
                Set.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                limit);
    }

    /** What a client was given this reference for: a refusal, or a message that was posted. */
    static EventFilter named(String reference, int limit) {
        var none = none(limit);
        return new EventFilter(
                none.event,
                none.outcome,
                none.accounts,
                none.clients,
                none.network,
                none.reference,
                none.message,
                Optional.of(reference.toUpperCase(Locale.ROOT)),
                none.session,
                none.since,
                none.until,
                limit);
    }

    /** The log-in that a session has gone by, at this time. */
    static EventFilter logInOf(String session, Instant since, Instant until) {
        var none = none(1);
        return new EventFilter(
                Optional.of("login"),
                Optional.of("accepted"),
                none.accounts,
                none.clients,
                none.network,
                none.reference,
                none.message,
                none.named,
                Optional.of(session),
                Optional.of(since),
                Optional.of(until),
                1);
    }

    /** The same, from this time on, and as many as there are. */
    public EventFilter from(Instant time) {
        return new EventFilter(
                event,
                outcome,
                accounts,
                clients,
                network,
                reference,
                message,
                named,
                session,
                Optional.of(time),
                until,
                Integer.MAX_VALUE);
    }

    /** Account names are compared in this form, in files as in the database. */
    static String comparable(String account) {
        var lower = account.toLowerCase(Locale.ROOT).replace('\0', '\ufffd');
        return lower.codePointCount(0, lower.length()) <= COMPARED
                ? lower
                : lower.substring(0, lower.offsetByCodePoints(0, COMPARED));
    }

    /** Whether this event is among them, however many there are. */
    public boolean matches(JsonObject json) {
        return is(json, "event", event)
                && is(json, "outcome", outcome)
                && is(json, "reference", reference)
                && is(json, "message", message)
                && is(json, "session", session)
                && (named.isEmpty() || is(json, "reference", named) || is(json, "message", named))
                && (accounts.isEmpty() || has(json, "account", it -> accounts.contains(comparable(it))))
                && (clients.isEmpty() || has(json, "client", clients::contains))
                && network.map(block -> has(json, "client", block::contains)).orElse(true)
                && since.map(time -> !time(json).isBefore(time)).orElse(true)
                && until.map(time -> time(json).isBefore(time)).orElse(true);
    }

    /** When it happened; the beginning of all times where that cannot be read. */
    public static Instant time(JsonObject json) {
        try {
            return Optional.ofNullable(json.getInstant("time")).orElse(Instant.EPOCH);
        } catch (ClassCastException | DateTimeException unreadable) {
            return Instant.EPOCH;
        }
    }

    private static boolean is(JsonObject json, String field, Optional<String> wanted) {
        return wanted.map(value -> has(json, field, value::equalsIgnoreCase)).orElse(true);
    }

    private static boolean has(JsonObject json, String field, Predicate<String> wanted) {
        return json.getValue(field) instanceof String value && wanted.test(value);
    }
}
