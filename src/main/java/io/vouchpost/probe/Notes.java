package io.vouchpost.probe;

import io.vouchpost.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Takes down what is seen, with the time since the last of it. All that goes out passes here: what servers say is cut short
 * and shown without control characters, and a secret that somebody repeats to us is not repeated any further.
 */
final class Notes {
    private static final int LONGEST = 500;
    private static final String HIDDEN = "(hidden)";
    private static final String NOT_TO_BE_SHOWN = "[\\p{Cntrl}\\x{80}-\\x{9f}\\p{Cf}\\p{Cs}\\u2028\\u2029]";

    private final List<Finding> findings = new ArrayList<>();
    private final List<String> secrets = new ArrayList<>();
    private Step step = Step.ADDRESS;
    private long since = System.nanoTime();

    void begin(Step next) {
        step = next;
        since = System.nanoTime();
    }

    /** From here on: neither the secret nor its base64 stands anywhere. */
    void conceal(Secret secret) {
        if (secret.length() > 0) {
            secrets.add(secret.reveal());
            secrets.add(Base64.getEncoder().encodeToString(secret.octets()));
        }
    }

    /** The same for what a secret was packed into. */
    void conceal(byte[] response) {
        if (response.length > 0) {
            secrets.add(Base64.getEncoder().encodeToString(response));
            secrets.add(new String(response, StandardCharsets.UTF_8));
        }
    }

    void ok(String said) {
        ok(said, Map.of());
    }

    void ok(String said, Map<String, ?> detail) {
        add(Outcome.OK, said, "", detail);
    }

    void skipped(String said) {
        add(Outcome.SKIPPED, said, "", Map.of());
    }

    void warn(String said, String remedy) {
        add(Outcome.WARN, said, remedy, Map.of());
    }

    void failed(String said, String remedy) {
        add(Outcome.FAILED, said, remedy, Map.of());
    }

    void failed(Obstacle obstacle) {
        failed(String.valueOf(obstacle.getMessage()), obstacle.remedy());
    }

    void add(Outcome outcome, String said, String remedy, Map<String, ?> detail) {
        var shown = new TreeMap<String, Object>();
        detail.forEach((name, value) -> shown.put(name, shown(value)));
        var now = System.nanoTime();
        findings.add(new Finding(step, outcome, shown(said), shown(remedy), Duration.ofNanos(now - since), shown));
        since = now;
    }

    List<Finding> findings() {
        return List.copyOf(findings);
    }

    private Object shown(Object value) {
        if (value instanceof List<?> list) {
            return list.stream().map(this::shown).toList();
        }
        return value instanceof String text ? shown(text) : value;
    }

    private String shown(String text) {
        var shown = text;
        for (var secret : secrets) {
            shown = shown.replace(secret, HIDDEN);
        }
        shown = shown.replaceAll(NOT_TO_BE_SHOWN, "?");
        return shown.length() <= LONGEST ? shown : shown.substring(0, LONGEST) + "…";
    }
}
