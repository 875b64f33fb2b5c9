package io.vouchpost.cli;

import io.vouchpost.audit.EventFilter;
import io.vouchpost.audit.FilterReader;
import java.util.HashMap;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that choose among events; together they narrow it. */
final class AuditSelection {
    private static final int USUAL = 100;

    @Option(names = "--event", paramLabel = "NAME", description = "Of this kind, such as login or refusal.")
    private @Nullable String event;

    @Option(names = "--outcome", paramLabel = "OUTCOME", description = "That ended so, such as refused or deferred.")
    private @Nullable String outcome;

    @Option(names = "--account", paramLabel = "NAME", description = "Of this account, or of who claimed to be it.")
    private @Nullable String account;

    @Option(names = "--client", paramLabel = "ADDRESS", description = "From this address or network (192.0.2.0/24).")
    private @Nullable String client;

    @Option(names = "--reference", paramLabel = "REFERENCE", description = "With this reference.")
    private @Nullable String reference;

    @Option(names = "--message", paramLabel = "REFERENCE", description = "All that became of this message.")
    private @Nullable String message;

    @Option(names = "--since", paramLabel = "TIME", description = "From 2026-11-21, 2026-11-21T08:30:00Z, or 2h ago.")
    private @Nullable String since;

    @Option(names = "--until", paramLabel = "TIME", description = "Before that time.")
    private @Nullable String until;

    @Option(names = "--limit", paramLabel = "NUMBER", description = "The last so many; 100 where nothing is said.")
    private @Nullable String limit;

    /**
     * @throws CommandException for what cannot be read
     */
    EventFilter filter(FilterReader reader) {
        var typed = new HashMap<String, @Nullable String>();
        typed.put("event", event);
        typed.put("outcome", outcome);
        typed.put("account", account);
        typed.put("client", client);
        typed.put("reference", reference);
        typed.put("message", message);
        typed.put("since", since);
        typed.put("until", until);
        typed.put("limit", limit);
        try {
            return reader.read(name -> Optional.ofNullable(typed.get(name)), USUAL);
        } catch (FilterReader.Unreadable e) {
            throw new CommandException("--" + e.getMessage(), 2);
        }
    }
}
