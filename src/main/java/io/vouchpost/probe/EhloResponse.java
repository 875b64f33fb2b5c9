package io.vouchpost.probe;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a server says that it can do, in reply to EHLO (RFC 5321 §4.1.1.1).
 *
 * @param name the one that it calls itself by
 * @param keywords in upper case, with their parameters
 */
record EhloResponse(String name, Map<String, String> keywords) {
    /** No server has so many. */
    private static final int MOST_MECHANISMS = 50;

    static EhloResponse of(ServerReply reply) {
        var keywords = new LinkedHashMap<String, String>();
        for (var line : reply.lines()
                .subList(Math.min(1, reply.lines().size()), reply.lines().size())) {
            // before RFC 4954 some wrote AUTH=, and some servers write both until today
            var parts = line.strip().replaceFirst("(?i)^AUTH=", "AUTH ").split(" ", 2);
            var parameters = parts.length > 1 ? parts[1].strip() : "";
            keywords.merge(
                    parts[0].toUpperCase(Locale.ROOT),
                    parameters,
                    (one, other) -> one.equals(other) ? one : (one + " " + other).strip());
        }
        return new EhloResponse(reply.first().split(" ", 2)[0], keywords);
    }

    boolean has(String keyword) {
        return keywords.containsKey(keyword);
    }

    String parameter(String keyword) {
        return keywords.getOrDefault(keyword, "");
    }

    /** In the order of the server, in upper case. */
    List<String> mechanisms() {
        return Stream.of(parameter("AUTH").toUpperCase(Locale.ROOT).split(" +"))
                .filter(name -> !name.isEmpty())
                .distinct()
                .limit(MOST_MECHANISMS)
                .toList();
    }
}
