package io.vouchpost.audit;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.core.encoder.EncoderBase;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.Duration;
import ch.qos.logback.core.util.FileSize;
import io.vouchpost.config.AuditSettings;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events as JSON lines in a file that rotates by size (Logback's appender). Written by a thread of its own, from a bounded
 * queue: when the disk cannot keep up, events are dropped and counted rather than clients kept waiting.
 */
public final class AuditLog implements AuditTrail, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);
    private static final int QUEUE = 8192;
    private static final int BATCH = 256;
    private static final long SECONDS_TO_FINISH = 5;

    private final BlockingQueue<Entry> queue = new ArrayBlockingQueue<>(QUEUE);
    private final AtomicLong dropped = new AtomicLong();
    private final RollingFileAppender<String> file;
    private final Thread writer = new Thread(this::write, "audit");

    private sealed interface Entry {
        record Happened(Event event) implements Entry {}

        record Closing() implements Entry {}
    }

    public AuditLog(AuditSettings settings) {
        file = open(settings);
        writer.setDaemon(true);
        writer.start();
    }

    @Override
    public void record(Event event) {
        if (!queue.offer(new Entry.Happened(event)) && dropped.incrementAndGet() == 1) {
            LOG.warn("the audit log cannot keep up: events are being dropped");
        }
    }

    /** Events that found no room since the start. */
    public long dropped() {
        return dropped.get();
    }

    /** Writes what is queued, then closes the file. */
    @Override
    public void close() {
        try {
            if (queue.offer(new Entry.Closing(), SECONDS_TO_FINISH, TimeUnit.SECONDS)) {
                writer.join(TimeUnit.SECONDS.toMillis(SECONDS_TO_FINISH));
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        file.stop();
    }

    /** As much in one write as has gathered, and no more waiting than that. */
    private void write() {
        var gathered = new ArrayList<Entry>(BATCH);
        try {
            do {
                gathered.clear();
                gathered.add(queue.take());
                queue.drainTo(gathered, BATCH - 1);
                var lines = gathered.stream()
                        .flatMap(entry -> entry instanceof Entry.Happened happened
                                ? Stream.of(EventJson.encode(happened.event()).encode())
                                : Stream.empty())
                        .collect(Collectors.joining("\n"));
                if (!lines.isEmpty()) {
                    file.doAppend(lines);
                }
            } while (gathered.stream().noneMatch(Entry.Closing.class::isInstance));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static RollingFileAppender<String> open(AuditSettings settings) {
        var context = new LoggerContext();
        var file = new RollingFileAppender<String>();
        file.setContext(context);
        file.setFile(settings.file().toString());
        file.setEncoder(new Lines());

        var rolling = new AsManyAsAsked(settings.keep());
        rolling.setContext(context);
        rolling.setParent(file);
        rolling.setFileNamePattern(settings.file() + ".%i");
        rolling.setMaxIndex(settings.keep());
        rolling.start();

        var trigger = new SizeBasedTriggeringPolicy<String>();
        trigger.setContext(context);
        trigger.setMaxFileSize(new FileSize(settings.rotateBytes()));
        trigger.setCheckIncrement(Duration.buildByMilliseconds(1000));
        trigger.start();

        file.setRollingPolicy(rolling);
        file.setTriggeringPolicy(trigger);
        file.start();
        if (!file.isStarted()) {
            throw new IllegalStateException("cannot write the audit log " + settings.file());
        }
        return file;
    }

    /** Logback stops at twenty otherwise. */
    private static final class AsManyAsAsked extends FixedWindowRollingPolicy {
        private final int keep;

        AsManyAsAsked(int keep) {
            this.keep = keep;
        }

        @Override
        protected int getMaxWindowSize() {
            return keep;
        }
    }

    /** One string, one or more lines. */
    private static final class Lines extends EncoderBase<String> {
        @Override
        public byte[] headerBytes() {
            return new byte[0];
        }

        @Override
        public byte[] encode(String line) {
            return (line + "\n").getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public byte[] footerBytes() {
            return new byte[0];
        }
    }
}
