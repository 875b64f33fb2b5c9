package io.vouchpost.policy;

import io.vouchpost.config.PolicySettings;
import io.vouchpost.policy.Permission.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What somebody was given in one place.
 *
 * @param origin names the place: {@code identity}, {@code permission}, {@code role staff}, {@code policy.grants/2}
 * @param patterns the texts of all patterns, by what they are for
 * @param unreadable what stands there and is no permission: somebody has been at the database by hand
 */
record Source(String origin, Map<Kind, Set<String>> patterns, List<String> unreadable) {
    private static final String IDENTITY = "identity";
    private static final String PERMISSION = "permission";
    private static final String ROLE = "role ";

    static Source ofIdentities(Collection<String> identities) {
        return new Source(IDENTITY, Map.of(Kind.SEND, new LinkedHashSet<>(identities)), List.of());
    }

    static Source ofPermissions(Collection<String> texts) {
        return of(PERMISSION, texts);
    }

    static Source ofRole(String role, Collection<String> texts) {
        return of(ROLE + role, texts);
    }

    private static Source of(String origin, Collection<String> texts) {
        var patterns = new EnumMap<Kind, Set<String>>(Kind.class);
        var unreadable = new ArrayList<String>();
        for (var text : texts) {
            if (Permission.read(text) instanceof Permission permission) {
                add(patterns, permission.kind(), permission.pattern().text());
            } else {
                unreadable.add(text);
            }
        }
        return new Source(origin, patterns, unreadable);
    }

    /** The schema of the configuration has seen to it that all can be read. */
    static Source ofGrant(int number, PolicySettings.Grant grant) {
        var texts = Stream.of(
                        texts(Kind.SEND, grant.send()),
                        texts(Kind.ON_BEHALF, grant.onBehalf()),
                        texts(Kind.ACT_AS, grant.actAs()),
                        grant.nullSender() ? Stream.of(Kind.NULL_SENDER.word()) : Stream.<String>empty(),
                        texts(Kind.TO, grant.to()),
                        texts(Kind.NOT_TO, grant.notTo()))
                .flatMap(it -> it)
                .toList();
        return of("policy.grants/" + number, texts);
    }

    private static Stream<String> texts(Kind kind, List<String> patterns) {
        return patterns.stream().map(pattern -> kind.word() + " " + pattern);
    }

    private static void add(Map<Kind, Set<String>> patterns, Kind kind, String text) {
        patterns.computeIfAbsent(kind, it -> new LinkedHashSet<>()).add(text);
    }

    Set<String> of(Kind kind) {
        return patterns.getOrDefault(kind, Set.of());
    }

    /** Where something unreadable would limit, the limit is there all the same. */
    boolean limitsRecipients() {
        return !of(Kind.TO).isEmpty() || unreadable.stream().anyMatch(text -> text.startsWith("to "));
    }

    /** What an operator does so that this pattern is no longer here. */
    String removal(String account, Permission permission) {
        var words = permission.kind().word() + " "
                + Explanation.word(permission.pattern().text());
        if (origin.startsWith(ROLE)) {
            return "vouchpost role permission remove " + origin.substring(ROLE.length()) + " " + words;
        }
        return origin.equals(PERMISSION)
                ? "vouchpost account permission remove " + Explanation.word(account) + " " + words
                : "take " + permission.pattern() + " out of " + origin;
    }
}
