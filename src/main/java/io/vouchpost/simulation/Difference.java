package io.vouchpost.simulation;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * Something that would have gone otherwise.
 *
 * @param account empty for a connection
 * @param rule by which it was, or would be, refused
 * @param seen the value that the rule was hit by; empty where the log tells of the refusal
 * @param until when it would open again; empty likewise
 */
public record Difference(
        Instant time, Kind kind, String account, String address, String rule, String seen, Optional<Instant> until) {

    /** What would be otherwise. */
    public enum Kind {
        /** The guard had refused it unseen. */
        LOGIN_LET_THROUGH("log-in would be let through"),
        /** The worst: somebody who knows the password stands outside. */
        RIGHT_LOGIN_REFUSED("right log-in would be refused"),
        WRONG_LOGIN_REFUSED("wrong password would not be tried"),
        CONNECTION_LET_IN("connection would be let in"),
        CONNECTION_REFUSED("connection would be refused"),
        SUBMISSION_REFUSED("message would be over a quota");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }

    /** As a program reads it; empty values are left out. */
    public JsonObject json() {
        var json = new JsonObject()
                .put("time", time.toString())
                .put("change", kind.name().toLowerCase(Locale.ROOT).replace('_', ' '));
        if (!account.isEmpty()) {
            json.put("account", account);
        }
        json.put("client", address).put("rule", rule);
        if (!seen.isEmpty()) {
            json.put("seen", seen);
        }
        until.ifPresent(end -> json.put("until", end.toString()));
        return json;
    }
}
