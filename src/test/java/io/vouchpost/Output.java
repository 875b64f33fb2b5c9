package io.vouchpost;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** What a process says on one of its streams, line by line, as it comes. */
final class Output {
    private final List<String> lines = new ArrayList<>();
    private boolean ended;

    /** Reads to the end, on a thread of its own. */
    Output(InputStream stream) {
        var reader = new Thread(() -> read(stream), "output");
        reader.setDaemon(true);
        reader.start();
    }

    private void read(InputStream stream) {
        try (var reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (var line = reader.readLine(); line != null; line = reader.readLine()) {
                synchronized (this) {
                    lines.add(line);
                    notifyAll();
                }
            }
        } catch (IOException gone) {
            // the process was ended by force
        } finally {
            synchronized (this) {
                ended = true;
                notifyAll();
            }
        }
    }

    /** The first line that is so; waits for it. Empty when the stream ends or the time does. */
    synchronized Optional<String> line(Predicate<String> so, Duration within) throws InterruptedException {
        long deadline = System.nanoTime() + within.toNanos();
        for (int seen = 0; ; seen++) {
            while (seen == lines.size()) {
                long millis = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
                if (ended || millis <= 0) {
                    return Optional.empty();
                }
                wait(millis);
            }
            if (so.test(lines.get(seen))) {
                return Optional.of(lines.get(seen));
            }
        }
    }

    /** All of it, once the stream has ended. */
    synchronized String whole() throws InterruptedException {
        while (!ended) {
            wait();
        }
        return text();
    }

    /** What was said by now. */
    synchronized String text() {
        return String.join("\n", lines);
    }
}
