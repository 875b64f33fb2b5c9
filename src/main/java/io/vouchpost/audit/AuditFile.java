package io.vouchpost.audit;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.core.encoder.EncoderBase;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.status.Status;
import ch.qos.logback.core.status.StatusListener;
import ch.qos.logback.core.util.Duration;
import ch.qos.logback.core.util.FileSize;
import io.vouchpost.config.AuditSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events as JSON lines in a file that is set aside when it is large (Logback's appender). Where there is a retention, it is
 * set aside with the day (UTC) as well, and what was set aside is removed once its last event is that old: no event stays
 * for longer than the retention and a day, also where little happens.
 */
final class AuditFile implements Sink {
    private static final Logger LOG = LoggerFactory.getLogger(AuditFile.class);

    private final AuditSettings settings;
    private final Clock clock;
    private final RollingFileAppender<String> file;
    /** Told by Logback, which goes on as if nothing were when the disk is full. */
    private volatile boolean broken;

    private LocalDate day;

    /**
     * @throws IllegalStateException when it cannot be written
     */
    AuditFile(AuditSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        this.day = lastWritten(settings.file()).map(AuditFile::day).orElse(day(clock.instant()));
        this.file = open(settings, this::hear);
    }

    @Override
    public String name() {
        return "the file";
    }

    /** As much in one write as has gathered. A line that was cut off, as the disk was full, is there once more in whole. */
    @Override
    public int write(List<Entry> entries) throws IOException {
        var lines = entries.stream().map(entry -> entry.json().encode()).collect(Collectors.joining("\n"));
        setAsideWithTheDay();
        file.doAppend(lines);
        if (broken) {
            throw new IOException("cannot write " + settings.file());
        }
        return 0;
    }

    private void hear(Status status) {
        var message = String.valueOf(status.getMessage());
        if (message.startsWith("IO failure")) {
            broken = true;
        } else if (message.startsWith("Recovered from IO failure")) {
            broken = false;
        }
    }

    @Override
    public void tidy() throws IOException {
        setAsideWithTheDay();
        var oldest = clock.instant().minus(settings.retention());
        for (var old : FilesSetAside.of(settings.file()).oldestFirst()) {
            boolean tooOld = !settings.retention().isZero()
                    && lastWritten(old.path()).filter(oldest::isAfter).isPresent();
            if (tooOld || old.index() > settings.keep()) {
                Files.deleteIfExists(old.path());
                LOG.debug("audit: removed {}", old.path());
            }
        }
    }

    @Override
    public void close() {
        file.stop();
    }

    private void setAsideWithTheDay() {
        var today = day(clock.instant());
        if (today.isAfter(day)) {
            day = today;
            if (!settings.retention().isZero() && size(settings.file()) > 0) {
                file.rollover();
            }
        }
    }

    private static long size(Path path) {
        try {
            return Files.size(path);
        } catch (IOException none) {
            return 0;
        }
    }

    private static Optional<Instant> lastWritten(Path path) {
        try {
            return Optional.of(Files.getLastModifiedTime(path).toInstant());
        } catch (IOException none) {
            return Optional.empty();
        }
    }

    private static LocalDate day(Instant instant) {
        return LocalDate.ofInstant(instant, ZoneOffset.UTC);
    }

    private static RollingFileAppender<String> open(AuditSettings settings, StatusListener listener) {
        var context = new LoggerContext();
        context.getStatusManager().add(listener);
        var file = new RollingFileAppender<String>();
        file.setContext(context);
        file.setFile(settings.file().toString());
        file.setEncoder(new Lines());

        var rolling = new AsManyAsAsked(settings.keep());
        rolling.setContext(context);
        rolling.setParent(file);
        rolling.setFileNamePattern(settings.file() + ".%i");
        rolling.setMaxIndex(Math.max(1, settings.keep()));
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
            this.keep = Math.max(1, keep);
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
