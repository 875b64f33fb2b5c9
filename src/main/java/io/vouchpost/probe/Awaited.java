package io.vouchpost.probe;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Waits for the test message to come where it can be seen. */
final class Awaited {
    private Awaited() {}

    static Section arrival(Submitted message, Arrival arrival, Duration patience) {
        var notes = new Notes();
        notes.begin(Step.ARRIVAL);
        var sighting = arrival.await(message, patience);
        if (sighting.isPresent()) {
            notes.add(
                    sighting.get().outcome(),
                    sighting.get().said(),
                    sighting.get().remedy(),
                    Map.of());
        } else {
            notes.failed(
                    message.letter().messageId() + " was not seen in " + arrival.place() + " within "
                            + Deadline.inWords(patience),
                    "look into the queue of the server"
                            + (message.queueId().isEmpty() ? "" : " for " + message.queueId()));
        }
        return new Section("arrival", "The test message", Optional.empty(), Optional.empty(), notes.findings());
    }
}
