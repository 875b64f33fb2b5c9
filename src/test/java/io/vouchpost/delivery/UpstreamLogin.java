package io.vouchpost.delivery;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The log-in that a scripted next hop wants to see, by PLAIN, LOGIN or CRAM-MD5. */
record UpstreamLogin(String user, String password, List<String> mechanisms) {
    static final UpstreamLogin NONE = new UpstreamLogin("", "", List.of());
    private static final String CHALLENGE = "<1896.697170952@scripted.example>";

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
                default ->
                    said.isEmpty()
                            ? "334 " + encode(CHALLENGE)
                            : verdict(said.getLast().equals(user + " " + digest()));
            };
        }
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
