package io.vouchpost.cli;

import io.vouchpost.config.DurationText;
import io.vouchpost.sasl.AccountName;
import io.vouchpost.spool.QueueFilter;
import io.vouchpost.spool.State;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that choose among what is in the queue; together they narrow it. */
final class QueueSelection {
    private static final Duration LONGEST = Duration.ofDays(36_500);

    @Option(names = "--account", paramLabel = "NAME", description = "Submitted by this account.")
    private @Nullable String account;

    @Option(names = "--route", paramLabel = "ROUTE", description = "On this route, as delivery.routes names it.")
    private @Nullable String route;

    @Option(
            names = "--state",
            paramLabel = "STATE",
            description =
                    "Of ready, waiting, leased (being delivered), held, delivered, failed, removed. May be repeated.")
    private @Nullable List<String> states;

    @Option(names = "--recipient-domain", paramLabel = "DOMAIN", description = "To somebody at this domain.")
    private @Nullable String recipientDomain;

    @Option(names = "--sender", paramLabel = "ADDRESS", description = "From this address; <> is the null sender.")
    private @Nullable String sender;

    @Option(names = "--older-than", paramLabel = "DURATION", description = "Accepted longer ago than such as 4h, 2d.")
    private @Nullable String olderThan;

    /** Whether nothing was chosen. */
    boolean isEmpty() {
        return states == null
                && Stream.of(account, route, recipientDomain, sender, olderThan).allMatch(it -> it == null);
    }

    /**
     * @param usual the states where none is named
     * @throws CommandException for what cannot be read
     */
    QueueFilter filter(Set<State> usual, Clock clock) {
        return new QueueFilter(
                Optional.ofNullable(account)
                        .map(it -> AccountName.of(it).map(AccountName::value).orElse(it)),
                Optional.ofNullable(route),
                Optional.ofNullable(sender).map(QueueSelection::withoutBrackets),
                Optional.ofNullable(recipientDomain).map(it -> it.replaceFirst("^@", "")),
                states().orElse(usual),
                Optional.ofNullable(olderThan).map(it -> before(it, clock)));
    }

    /** As named; empty where none is. */
    Optional<Set<State>> states() {
        return Optional.ofNullable(states).map(names -> names.stream()
                .map(QueueSelection::state)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(State.class))));
    }

    static String withoutBrackets(String path) {
        return path.startsWith("<") && path.endsWith(">") ? path.substring(1, path.length() - 1) : path;
    }

    private static State state(String typed) {
        return Arrays.stream(State.values())
                .filter(it -> it.name().equalsIgnoreCase(typed))
                .findFirst()
                .orElseThrow(() -> new CommandException(
                        "--state is one of "
                                + Arrays.stream(State.values())
                                        .map(it -> it.name().toLowerCase(Locale.ROOT))
                                        .collect(Collectors.joining(", "))
                                + "; this is none: " + Harmless.text(typed),
                        2));
    }

    private static Instant before(String typed, Clock clock) {
        return DurationText.parse(typed)
                .filter(it -> it.compareTo(LONGEST) <= 0)
                .map(clock.instant()::minus)
                .orElseThrow(() -> new CommandException(
                        "--older-than wants a time such as 30m, 4h, 2d; this is none: " + Harmless.text(typed), 2));
    }
}
