package io.vouchpost.delivery;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The log-in that a scripted next hop wants to see, by PLAIN, LOGIN or CRAM-MD5, or by XOAUTH2.
 *
 * @param tokens those that are right
 * @param refusal what it says in the JSON of a 334 to a token that is not
 */
record UpstreamLogin(
        String user, String password, List<String> mechanisms, Predicate<String> tokens, JsonObject refusal) {
    static final UpstreamLogin NONE = new UpstreamLogin("", "", List.of());
    private static final String CHALLENGE = "<1896.697170952@scripted.example>";

    UpstreamLogin(String user, String password, List<String> mechanisms) {
        this(user, password, mechanisms, token -> false, new JsonObject());
    }

    /** As Gmail and Exchange Online do it. */
    static UpstreamLogin byToken(String user, Predicate<String> tokens, JsonObject refusal) {
        return new UpstreamLogin(user, "", List.of("PLAIN", "XOAUTH2"), tokens, refusal);
    }

    Exchange begin() {
        return new Exchange();
    }

    /** One AUTH command and what follows it. */
    final class Exchange {
        private String mechanism = "";
        private final Deque<String> said = new ArrayDeque<>();

        /** First the rest of the AUTH command, then each line after it. */
        String next(String line) {
            if (!mechanism.isEmpty()) {
                said.add(decode(line));
            } else {
                var parts = line.split(" ");
                mechanism = parts[0];
                if (!mechanisms.contains(mechanism)) {
                    return "504 5.5.4 Unknown mechanism";
                }
                if (parts.length > 1) {
                    said.add(decode(parts[1]));
                }
            }
            return switch (mechanism) {
                case "PLAIN" -> said.isEmpty() ? "334 " : verdict(said.getLast().equals("\0" + user + "\0" + password));
                case "LOGIN" ->
                    said.size() == 0
                            ? "334 " + encode("Username:")
                            : said.size() == 1
                                    ? "334 " + encode("Password:")
                                    : verdict(List.copyOf(said).equals(List.of(user, password)));
                case "XOAUTH2" ->
                    said.size() > 1 ? verdict(false) : isRight(said.getFirst()) ? verdict(true) : refused();
                default ->
                    said.isEmpty()
                            ? "334 " + encode(CHALLENGE)
                            : verdict(said.getLast().equals(user + " " + digest()));
            };
        }
    }

    private boolean isRight(String response) {
        var start = "user=" + user + "\1auth=Bearer ";
        return response.startsWith(start)
                && response.endsWith("\1\1")
                && tokens.test(response.substring(start.length(), response.length() - 2));
    }

    private String refused() {
        return "334 " + encode(refusal.encode());
    }

    private static String verdict(boolean right) {
        return right ? "235 2.7.0 Welcome" : "535 5.7.8 Wrong";
    }

    private String digest() {
        try {
            var mac = Mac.getInstance("HmacMD5");
            mac.init(new SecretKeySpec(password.getBytes(StandardCharsets.UTF_8), "HmacMD5"));
            return HexFormat.of().formatHex(mac.doFinal(CHALLENGE.getBytes(StandardCharsets.UTF_8)));
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String encode(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String decode(String text) {
        return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
    }
}
