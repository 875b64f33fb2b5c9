package io.vouchpost.audit;

import io.vertx.core.json.JsonObject;

/** Events as JSON objects, one line each. The names are a contract: tools and {@code why} read them. */
public final class EventJson {
    private EventJson() {}

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
            putUnlessEmpty(json, "credential", login.credential());
            putUnlessEmpty(json, "ehlo", login.clientName());
        } else if (event instanceof Event.Submission submission) {
            json.put("mechanism", submission.mechanism())
                    .put("account", submission.account())
                    .put("identity", submission.identity())
                    .put("message", submission.message())
                    .put("from", submission.reversePath())
                    .put("recipients", submission.recipients())
                    .put("octets", submission.octets())
                    .put("nextHop", submission.nextHop())
                    .put("reply", submission.reply());
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
        }
        event.refusal().ifPresent(refusal -> json.put("reply", refusal.reply())
                .put("reference", refusal.reference())
                .put("rule", refusal.rule())
                .put("seen", refusal.seen())
                .put("remedy", refusal.remedy()));
        return json;
    }

    private static String outcome(Event event) {
        if (event instanceof Event.Delivery delivery) {
            return delivery.outcome();
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
        return event instanceof Event.Submission ? "submission" : "refusal";
    }

    private static void putUnlessEmpty(JsonObject json, String key, String value) {
        if (!value.isEmpty()) {
            json.put(key, value);
        }
    }
}
