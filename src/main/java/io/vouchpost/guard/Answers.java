package io.vouchpost.guard;

import com.github.benmanes.caffeine.cache.Cache;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who was found to be new to an account, or not to be, within the last minute: a message with many recipients is looked at
 * with each of them, and all those before it. Other gateways may have made somebody known since. Safe for all threads.
 */
final class Answers {
    private static final Duration GOOD_FOR = Duration.ofMinutes(1);
    /** Of some hundred messages that come at the same time. What is forgotten sooner is asked once more. */
    private static final long MOST = 20_000;

    private final Cache<Asked, Boolean> strange;

    private record Asked(String account, String recipient) {}

    Answers(Clock clock) {
        this.strange =
                Memory.by(clock).maximumSize(MOST).expireAfterWrite(GOOD_FOR).build();
    }

    /** Whether they are new, for each of whom there is an answer. */
    Map<String, Boolean> about(String account, Collection<String> recipients) {
        var answers = new LinkedHashMap<String, Boolean>();
        for (var recipient : recipients) {
            Optional.ofNullable(strange.getIfPresent(new Asked(account, recipient)))
                    .ifPresent(answer -> answers.put(recipient, answer));
        }
        return answers;
    }

    /** An answer that was on its way while they were met came too late. */
    void keep(String account, Collection<String> asked, Set<String> strangers) {
        asked.forEach(
                recipient -> strange.asMap().putIfAbsent(new Asked(account, recipient), strangers.contains(recipient)));
    }

    void met(String account, Collection<String> recipients) {
        recipients.forEach(recipient -> strange.put(new Asked(account, recipient), false));
    }
}
