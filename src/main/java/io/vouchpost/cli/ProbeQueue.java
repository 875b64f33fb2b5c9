package io.vouchpost.cli;

import io.vouchpost.config.Settings;
import io.vouchpost.probe.Arrival;
import io.vouchpost.probe.Outcome;
import io.vouchpost.probe.Submitted;
import java.time.Duration;
import java.util.Optional;

/**
 * The queue of a configuration, opened only when there is a message to look for: a database that is away is worth a warning,
 * and no reason to look at nothing else just then.
 */
record ProbeQueue(Settings settings) implements Arrival {
    @Override
    public String place() {
        return "the queue and the audit log of this Vouchpost";
    }

    @Override
    public Optional<Sighting> look(Submitted message) {
        return await(message, Duration.ZERO);
    }

    @Override
    public Optional<Sighting> await(Submitted message, Duration patience) {
        try {
            return OnDatabase.with(
                    settings, opened -> new QueueArrival(settings, opened.queue()).await(message, patience));
        } catch (Exception e) {
            return Optional.of(new Sighting(
                    Outcome.WARN,
                    "the queue of --config cannot be opened: " + e.getMessage(),
                    "does its database run, and may this user open it? vouchpost check tells"));
        }
    }
}
