package io.vouchpost.simulation;

import io.vouchpost.address.AddressBlock;
import io.vouchpost.guard.Alarm;
import io.vouchpost.guard.LockKind;
import io.vouchpost.guard.Ruling;
import io.vouchpost.simulation.Difference.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What a simulation has found. All is counted; of the rest, so much is kept as somebody may want to read. */
public final class Findings {
    /** Of differences, lockouts, alarms and accounts each. */
    private static final int KEPT = 10_000;

    /** Rules that lock networks; the others lock accounts. */
    private static final Set<String> NETWORKS = Set.of(LockKind.NETWORK.rule(), LockKind.SPRAYING.rule());

    private final Map<Logged.Outcome, Long> logins = new EnumMap<>(Logged.Outcome.class);
    private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);
    private final Map<String, Long> refusalsByRule = new TreeMap<>();
    private final Map<String, Long> accountsHit = new LinkedHashMap<>();
    private final Map<String, Lock> locks = new LinkedHashMap<>();
    private final List<Difference> differences = new ArrayList<>();
    private final List<Alarm> alarms = new ArrayList<>();
    private Optional<Instant> begin = Optional.empty();
    private Optional<Instant> end = Optional.empty();
    private long lines;
    private long unreadable;
    private long firstUnreadable;
    private long withoutAddress;

    void at(Logged event) {
        begin = begin.or(() -> Optional.of(event.time()));
        end = Optional.of(event.time());
        if (event instanceof Logged.Login login) {
            logins.merge(login.outcome(), 1L, Long::sum);
            withoutAddress += AddressBlock.of(login.address()).isPresent() ? 0 : 1;
        }
    }

    /** At the end of a log. */
    void read(LogReader reader) {
        if (firstUnreadable == 0 && reader.unreadable() > 0) {
            firstUnreadable = lines + reader.firstUnreadable();
        }
        lines += reader.lines();
        unreadable += reader.unreadable();
    }

    void letThrough(Logged.Login login) {
        add(new Difference(
                login.time(),
                Kind.LOGIN_LET_THROUGH,
                login.account(),
                login.address(),
                login.rule(),
                "",
                Optional.empty()));
    }

    void letIn(Logged.TurnedAway connection) {
        add(new Difference(
                connection.time(),
                Kind.CONNECTION_LET_IN,
                "",
                connection.address(),
                connection.rule(),
                "",
                Optional.empty()));
    }

    /** A right log-in that is refused is what nobody wants. */
    void refused(Kind kind, Logged event, String account, Ruling.Wait wait) {
        if (kind == Kind.RIGHT_LOGIN_REFUSED && (accountsHit.size() < KEPT || accountsHit.containsKey(account))) {
            accountsHit.merge(account, 1L, Long::sum);
        }
        add(new Difference(
                event.time(), kind, account, event.address(), wait.rule(), wait.seen(), Optional.of(wait.until())));
    }

    private void add(Difference difference) {
        counts.merge(difference.kind(), 1L, Long::sum);
        if (differences.size() < KEPT) {
            differences.add(difference);
        }
    }

    /** Whether the log has it too or not: somebody has to wait. */
    void waiting(Logged event, String account, Ruling.Wait wait) {
        refusalsByRule.merge(wait.rule(), 1L, Long::sum);
        if (!wait.isLockout()) {
            return;
        }
        var subject = NETWORKS.contains(wait.rule()) || account.isEmpty() ? network(event.address()) : account;
        var key = wait.rule() + ' ' + subject;
        var known = locks.get(key);
        // once it had ended, it is another one
        if (known != null && !event.time().isAfter(known.until())) {
            locks.put(key, known.again(wait.until()));
        } else if (locks.size() < KEPT) {
            if (known != null) {
                locks.remove(key);
                locks.put(key + ' ' + known.first(), known);
            }
            locks.put(key, new Lock(subject, wait.rule(), event.time(), wait.until(), 1));
        }
    }

    private static String network(String address) {
        return AddressBlock.ofClient(address).map(AddressBlock::toString).orElse(address);
    }

    synchronized void alarm(Alarm alarm) {
        if (alarms.size() < KEPT) {
            alarms.add(alarm);
        }
    }

    public long count(Kind kind) {
        return counts.getOrDefault(kind, 0L);
    }

    /** Log-ins of which the log tells this, by its name: right, wrong, barred, undecided. */
    public long logins(String outcome) {
        return logins.getOrDefault(Logged.Outcome.valueOf(outcome), 0L);
    }

    /** What would be refused, whether it was or not: how often by each rule. */
    public Map<String, Long> refusalsByRule() {
        return Map.copyOf(refusalsByRule);
    }

    /** Accounts whose right log-ins would be refused, and how many. */
    public Map<String, Long> accountsHit() {
        return new LinkedHashMap<>(accountsHit);
    }

    /** In the order of their beginning. */
    public List<Lock> lockouts() {
        return locks.values().stream().sorted(Comparator.comparing(Lock::first)).toList();
    }

    public List<Difference> differences() {
        return List.copyOf(differences);
    }

    public synchronized List<Alarm> alarms() {
        return List.copyOf(alarms);
    }

    /** Of the first event. */
    public Optional<Instant> begin() {
        return begin;
    }

    /** Of the last. */
    public Optional<Instant> end() {
        return end;
    }

    public long lines() {
        return lines;
    }

    public long unreadable() {
        return unreadable;
    }

    /** Number of the line; 0 where all could be read. */
    public long firstUnreadable() {
        return firstUnreadable;
    }

    /** Log-ins whose client's address is none, as where it was made a pseudonym: no network can be counted then. */
    public long withoutAddress() {
        return withoutAddress;
    }
}
