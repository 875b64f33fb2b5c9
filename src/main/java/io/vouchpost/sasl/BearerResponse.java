package io.vouchpost.sasl;

import io.vouchpost.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What a client of OAUTHBEARER or XOAUTH2 sends: a name and an access token, in pairs {@code key=value} with an octet 1
 * behind each. Anything else is told as malformed.
 */
sealed interface BearerResponse {
    /** Octets: a JWT with many groups in it, and what fits in one line of SASL. */
    int LONGEST_TOKEN = 8 * 1024;

    /**
     * @param name whom the client wants to be; may be empty
     * @param token absent where the client only asks what is needed (RFC 7628 §3.1: an empty {@code auth}); whoever reads it
     *     wipes it
     */
    record Named(String name, Optional<Secret> token) implements BearerResponse {}

    /**
     * @param problem for the log, with nothing of the response in it
     */
    record Malformed(String problem) implements BearerResponse {}

    /** RFC 7628 §3.1: a GS2 header (RFC 5801 §4), an octet 1, pairs of which {@code auth} counts, and an octet 1. */
    static BearerResponse ofOauthBearer(byte[] octets) {
        int flag = indexOf(octets, ',', 0);
        int comma = flag < 0 ? -1 : indexOf(octets, ',', flag + 1);
        if (flag != 1 || octets[0] != 'n' || comma < 0) {
            return new Malformed("OAUTHBEARER wants the GS2 header \"n,\" without channel binding");
        }
        String header = text(octets, flag + 1, comma);
        if (!header.isEmpty() && !header.startsWith("a=")) {
            return new Malformed("a GS2 header with something other than an authorization identity");
        }
        return Saslname.decode(header.isEmpty() ? "" : header.substring(2))
                .map(name -> comma + 1 < octets.length && octets[comma + 1] == 1
                        ? withToken(name, octets, comma + 2)
                        : new Malformed("no octet 1 behind the GS2 header"))
                .orElseGet(() -> new Malformed("an authorization identity that is none"));
    }

    /** As Google has documented it, and others have taken it over: {@code user}, then {@code auth}, then an octet 1. */
    static BearerResponse ofXoauth2(byte[] octets) {
        int end = indexOf(octets, 1, 0);
        String user = end < 0 ? "" : text(octets, 0, end);
        return user.startsWith("user=")
                ? withToken(user.substring("user=".length()), octets, end + 1)
                : new Malformed("XOAUTH2 wants \"user=\" first, and an octet 1 behind it");
    }

    private static BearerResponse withToken(String name, byte[] octets, int from) {
        if (name.getBytes(StandardCharsets.UTF_8).length > Names.LONGEST) {
            return new Malformed("a name is longer than " + Names.LONGEST + " octets");
        }
        if (name.chars().anyMatch(Character::isISOControl)) {
            return new Malformed("a name with control characters");
        }
        int auth = -1;
        int at = from;
        while (at < octets.length && octets[at] != 1) {
            int end = indexOf(octets, 1, at);
            int equals = indexOf(octets, '=', at);
            if (end < 0 || equals <= at || equals > end || !isKey(octets, at, equals)) {
                return new Malformed("something that is no pair of key and value");
            }
            if (text(octets, at, equals).equals("auth")) {
                if (auth >= 0) {
                    return new Malformed("two pairs of the key \"auth\"");
                }
                auth = equals + 1;
            }
            at = end + 1;
        }
        if (at != octets.length - 1) {
            return new Malformed("no octet 1, or more than that, at the end");
        }
        return auth < 0 ? new Malformed("no pair of the key \"auth\"") : bearer(name, octets, auth);
    }

    /** RFC 6750 §2.1; the scheme's case does not count (RFC 9110 §11.1). */
    private static BearerResponse bearer(String name, byte[] octets, int from) {
        int end = indexOf(octets, 1, from);
        if (end == from) {
            return new Named(name, Optional.empty());
        }
        int space = indexOf(octets, ' ', from);
        if (space < 0
                || space > end
                || !text(octets, from, space).toLowerCase(Locale.ROOT).equals("bearer")) {
            return new Malformed("a scheme other than \"Bearer\"");
        }
        int start = space + 1;
        while (start < end && octets[start] == ' ') {
            start++;
        }
        if (start == end || end - start > LONGEST_TOKEN) {
            return new Malformed("a token of 0, or of more than " + LONGEST_TOKEN + " octets");
        }
        for (int i = start; i < end; i++) {
            if (octets[i] <= ' ' || octets[i] == 0x7F) {
                return new Malformed("a token with octets that no token has");
            }
        }
        return new Named(name, Optional.of(Secret.ofOctets(Arrays.copyOfRange(octets, start, end))));
    }

    private static boolean isKey(byte[] octets, int from, int to) {
        for (int i = from; i < to; i++) {
            int lower = octets[i] | 0x20;
            if (lower < 'a' || lower > 'z') {
                return false;
            }
        }
        return true;
    }

    private static int indexOf(byte[] octets, int wanted, int from) {
        for (int i = from; i < octets.length; i++) {
            if (octets[i] == wanted) {
                return i;
            }
        }
        return -1;
    }

    private static String text(byte[] octets, int from, int to) {
        return new String(octets, from, to - from, StandardCharsets.UTF_8);
    }
}
