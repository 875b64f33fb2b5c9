package io.vouchpost;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** What a logger and those below it write while this is open, in order; it may be looked at while they still write. */
public final class LogLines extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private final Queue<ILoggingEvent> events = new ConcurrentLinkedQueue<>();
    private final Logger logger;
    /** Null where it is inherited. */
    private final @Nullable Level before;

    private LogLines(String name) {
        logger = (Logger) LoggerFactory.getLogger(name);
        before = logger.getLevel();
        setContext(logger.getLoggerContext());
        start();
        logger.addAppender(this);
    }

    /** @param name a class or a package */
    public static LogLines of(String name) {
        return new LogLines(name);
    }

    public static LogLines of(Class<?> type) {
        return of(type.getName());
    }

    /** All loggers, at the level TRACE. */
    public static LogLines ofAll() {
        return of(Logger.ROOT_LOGGER_NAME).from(Level.TRACE);
    }

    /** Has it write from this level on, while this is open. */
    public LogLines from(Level least) {
        logger.setLevel(least);
        return this;
    }

    @Override
    protected void append(ILoggingEvent event) {
        events.add(event);
    }

    public Stream<ILoggingEvent> events() {
        return events.stream();
    }

    public List<String> lines() {
        return events().map(ILoggingEvent::getFormattedMessage).toList();
    }

    /** Those of exactly this level. */
    public List<String> lines(Level level) {
        return events().filter(event -> event.getLevel() == level)
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    @Override
    public void close() {
        logger.detachAppender(this);
        logger.setLevel(before);
        stop();
    }
}
