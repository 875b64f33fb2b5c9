package io.vouchpost.audit;

import io.vouchpost.address.AddressBlock;
import io.vouchpost.config.DurationText;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Reads a filter as somebody has typed it, in a command or in a query. */
public final class FilterReader {
    /** What can be asked for. */
    public static final List<String> NAMES =
            List.of("event", "outcome", "account", "client", "reference", "message", "since", "until", "limit");

    private static final int MOST = 100_000;

    private final Pseudonyms pseudonyms;
    private final Clock clock;

    public FilterReader(Pseudonyms pseudonyms, Clock clock) {
        this.pseudonyms = pseudonyms;
        this.clock = clock;
    }

    /** Something that cannot be read, with a sentence that says so. */
    public static final class Unreadable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unreadable(String sentence) {
            super(sentence);
        }
    }

    /**
     * @param typed by the names in {@link #NAMES}
     * @param usual how many, where nothing is said
     * @throws Unreadable for what makes no sense
     */
    public EventFilter read(Function<String, Optional<String>> typed, int usual) {
        var client = typed.apply("client").map(String::strip);
        var network = client.flatMap(AddressBlock::of).filter(block -> !isPseudonymous());
        if (client.isPresent() && network.isEmpty() && isNetwork(client.get())) {
            throw new Unreadable("Where client addresses are pseudonyms, only a single one can be looked for.");
        }
        return new EventFilter(
                typed.apply("event").map(FilterReader::lower),
                typed.apply("outcome").map(FilterReader::lower),
                typed.apply("account").map(pseudonyms::spellings).orElse(Set.of()),
                network.isPresent() ? Set.of() : client.map(this::clients).orElse(Set.of()),
                network,
                typed.apply("reference").map(FilterReader::reference),
                typed.apply("message").map(FilterReader::reference),
                Optional.empty(),
                Optional.empty(),
                typed.apply("since").map(time -> time("since", time)),
                typed.apply("until").map(time -> time("until", time)),
                typed.apply("limit").map(FilterReader::limit).orElse(usual));
    }

    private boolean isPseudonymous() {
        return pseudonyms.hiding();
    }

    private static boolean isNetwork(String client) {
        return client.indexOf('/') >= 0;
    }

    private Set<String> clients(String client) {
        if (AddressBlock.of(client).isEmpty() && !client.startsWith("p:")) {
            throw new Unreadable("client is an address, or a network such as 192.0.2.0/24.");
        }
        return Set.of(pseudonyms.of(client));
    }

    /** As people paste it, in the brackets of a reply. */
    static String reference(String typed) {
        return typed.replaceAll("[()<>\\s]", "").toUpperCase(Locale.ROOT);
    }

    private static String lower(String typed) {
        return typed.strip().toLowerCase(Locale.ROOT);
    }

    private Instant time(String name, String typed) {
        var text = typed.strip();
        try {
            var ago = DurationText.parse(text);
            if (ago.isPresent()) {
                return clock.instant().minus(ago.get());
            }
            return text.length() == "2026-11-21".length()
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException | ArithmeticException none) {
            throw new Unreadable(
                    name + " is a time such as 2026-11-21 or 2026-11-21T08:30:00Z, or so long ago: 30m, 4h, 2d.");
        }
    }

    private static int limit(String typed) {
        try {
            int limit = Integer.parseInt(typed.strip());
            if (limit >= 1 && limit <= MOST) {
                return limit;
            }
        } catch (NumberFormatException none) {
            // as one that is too large
        }
        throw new Unreadable("limit is a number from 1 to " + MOST + ".");
    }
}
