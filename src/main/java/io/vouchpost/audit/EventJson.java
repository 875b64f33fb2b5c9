package io.vouchpost.audit;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * Events as JSON objects, one line each. The names and their order are a contract, docs/audit.md: tools, {@code why} and the
 * filter for fail2ban read them. In the first five fields nothing stands that a client has chosen.
 */
public final class EventJson {
    /** Of the contract. New fields may come with the same version; none changes its meaning or goes. */
    static final int VERSION = 1;

    /** All fields in the order in which they are written. */
    static final List<String> FIELDS = List.of(
            "time",
            "event",
            "outcome",
            "session",
            "client",
            "tls",
            "cipher",
            "subject",
            "mechanism",
            "account",
            "actor",
            "credential",
            "tried",
            "ehlo",
            "identity",
            "message",
            "from",
            "recipients",
            "octets",
            "recipient",
            "custody",
            "nextHop",
            "network",
            "detail",
            "until",
            "reply",
            "reference",
            "rule",
            "seen",
            "remedy",
            "considered",
            "version");

    private EventJson() {}

    /** The same object with its fields in their order, which the database does not keep. */
    static JsonObject inOrder(JsonObject event) {
        var ordered = new JsonObject();
        FIELDS.stream().filter(event::containsKey).forEach(name -> ordered.put(name, event.getValue(name)));
        event.forEach(field -> ordered.getMap().putIfAbsent(field.getKey(), field.getValue()));
        return ordered;
    }

    /** Empty values are left out. */
    public static JsonObject encode(Event event) {
        var origin = event.origin();
        var json = new JsonObject()
                .put("time", event.time().toString())
                .put("event", name(event))
                .put("outcome", outcome(event));
        putUnlessEmpty(json, "session", origin.session());
        putUnlessEmpty(json, "client", origin.address());
        putUnlessEmpty(json, "tls", origin.tls());
        putUnlessEmpty(json, "cipher", origin.cipher());
        if (event instanceof Event.Login login) {
            json.put("mechanism", login.mechanism());
            putUnlessEmpty(json, "account", login.account());
            putUnlessEmpty(json, "actor", login.actor());
            putUnlessEmpty(json, "credential", login.credential());
            putUnlessEmpty(json, "tried", login.tried());
            putUnlessEmpty(json, "ehlo", login.clientName());
        } else if (event instanceof Event.Submission submission) {
            json.put("mechanism", submission.mechanism())
                    .put("account", submission.account())
                    .put("identity", submission.identity())
                    .put("message", submission.message())
                    .put("from", submission.reversePath())
                    .put("recipients", submission.recipients())
                    .put("octets", submission.octets())
                    .put("custody", submission.custody())
                    .put("nextHop", submission.nextHop())
                    .put("reply", submission.reply());
            putUnlessEmpty(json, "actor", submission.actor());
        } else if (event instanceof Event.Delivery delivery) {
            json.put("message", delivery.message())
                    .put("account", delivery.account())
                    .put("recipient", delivery.recipient());
            putUnlessEmpty(json, "nextHop", delivery.nextHop());
            putUnlessEmpty(json, "reply", delivery.reply());
        } else if (event instanceof Event.Refused refused) {
            json.put("subject", refused.subject());
            putUnlessEmpty(json, "mechanism", refused.mechanism());
            putUnlessEmpty(json, "account", refused.account());
        } else if (event instanceof Event.Reported reported) {
            json.put("subject", reported.subject())
                    .put("mechanism", reported.mechanism())
                    .put("account", reported.account());
            explain(json, reported.finding());
        } else if (event instanceof Event.Alarm alarm) {
            putUnlessEmpty(json, "account", alarm.account());
            putUnlessEmpty(json, "network", alarm.network());
            json.put("detail", alarm.detail());
            alarm.until().ifPresent(until -> json.put("until", until.toString()));
        }
        event.refusal().ifPresent(refusal -> explain(json, refusal));
        return inOrder(json.put("version", VERSION));
    }

    private static void explain(JsonObject json, Event.Refusal refusal) {
        json.put("reply", refusal.reply())
                .put("reference", refusal.reference())
                .put("rule", refusal.rule())
                .put("seen", refusal.seen())
                .put("remedy", refusal.remedy());
        if (!refusal.considered().isEmpty()) {
            json.put("considered", new JsonArray(refusal.considered()));
        }
    }

    private static String outcome(Event event) {
        if (event instanceof Event.Delivery delivery) {
            return delivery.outcome();
        }
        if (event instanceof Event.Alarm alarm) {
            return alarm.kind();
        }
        if (event instanceof Event.Reported) {
            return "would be refused";
        }
        return event.refusal().isPresent() ? "refused" : "accepted";
    }

    private static String name(Event event) {
        if (event instanceof Event.Login) {
            return "login";
        }
        if (event instanceof Event.Delivery) {
            return "delivery";
        }
        if (event instanceof Event.Alarm) {
            return "alarm";
        }
        if (event instanceof Event.Reported) {
            return "report";
        }
        return event instanceof Event.Submission ? "submission" : "refusal";
    }

    private static void putUnlessEmpty(JsonObject json, String key, String value) {
        if (!value.isEmpty()) {
            json.put(key, value);
        }
    }
}
