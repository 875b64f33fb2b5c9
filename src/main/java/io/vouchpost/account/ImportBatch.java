package io.vouchpost.account;

import io.vouchpost.account.ImportLine.Entry;
import io.vouchpost.account.ImportLine.Foreign;
import io.vouchpost.account.ImportLine.Skipped;
import io.vouchpost.sasl.AccountName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Some lines of an import, that are written together; confined to whoever handles it. */
final class ImportBatch {
    private final Map<AccountName, Entry> entries = new LinkedHashMap<>();
    private final List<Skipped> skipped = new ArrayList<>();
    private final List<Entry> alreadyThere = new ArrayList<>();
    private Optional<Foreign> foreign = Optional.empty();
    private boolean last;

    void add(ImportLine line) {
        if (line instanceof Entry entry) {
            var earlier = entries.putIfAbsent(entry.name(), entry);
            if (earlier != null) {
                skipped.add(repeated(entry, earlier.number()));
            }
        } else if (line instanceof Skipped skip) {
            skipped.add(skip);
        } else if (line instanceof Foreign end) {
            foreign = Optional.of(end);
            last = true;
        }
    }

    /** Takes one out that an earlier batch has had. */
    void repeated(AccountName name, long earlier) {
        Optional.ofNullable(entries.remove(name)).ifPresent(entry -> skipped.add(repeated(entry, earlier)));
    }

    /** Takes one out that is an account by now. */
    void alreadyThere(AccountName name) {
        Optional.ofNullable(entries.remove(name)).ifPresent(alreadyThere::add);
    }

    private static Skipped repeated(Entry entry, long earlier) {
        return new Skipped(
                entry.number(), Optional.of(entry.name()), "has a name that line " + earlier + " has already");
    }

    void end() {
        last = true;
    }

    /** Nothing comes behind it. */
    boolean isLast() {
        return last;
    }

    /** Why the file cannot be read any further. */
    Optional<Foreign> foreign() {
        return foreign;
    }

    /** Those to be added, each name once. */
    List<Entry> entries() {
        return List.copyOf(entries.values());
    }

    void tell(ImportListener listener) {
        skipped.stream()
                .sorted(Comparator.comparingLong(Skipped::number))
                .forEach(line -> listener.skipped(
                        line.number(), line.name().map(AccountName::value).orElse(""), line.reason()));
        alreadyThere.forEach(
                entry -> listener.alreadyThere(entry.number(), entry.name().value()));
    }

    /**
     * @param withoutIdentity how many of the entries have none
     */
    ImportCounts counts(long withoutIdentity) {
        return new ImportCounts(entries.size(), withoutIdentity, alreadyThere.size(), skipped.size());
    }
}
