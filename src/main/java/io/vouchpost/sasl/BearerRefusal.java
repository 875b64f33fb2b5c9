package io.vouchpost.sasl;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.StringJoiner;

/** The JSON that a client is told of a token that is not taken (RFC 7628 §3.2.2). Keys without a value are left out. */
final class BearerRefusal {
    private final StringJoiner members = new StringJoiner(",", "{", "}");

    BearerRefusal with(String key, String value) {
        if (!value.isEmpty()) {
            members.add(quoted(key) + ":" + quoted(value));
        }
        return this;
    }

    Step.Challenge challenge() {
        return Step.Challenge.of(members.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** RFC 8259 §7. */
    private static String quoted(String text) {
        var json = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char next = text.charAt(i);
            if (next == '"' || next == '\\') {
                json.append('\\').append(next);
            } else if (next < ' ') {
                json.append(String.format(Locale.ROOT, "\\u%04x", (int) next));
            } else {
                json.append(next);
            }
        }
        return json.append('"').toString();
    }
}
