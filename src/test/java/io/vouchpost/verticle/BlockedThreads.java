package io.vouchpost.verticle;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/**
 * Listens to Vert.x's blocked-thread checker. A warning counts where its stack shows that the event loop waits or hashes; on
 * a starved machine any stack can be caught, and most of them show nothing wrong.
 */
final class BlockedThreads extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private static final List<String> WAITING_OR_HASHING = List.of(
            "java.lang.Object.wait",
            "java.lang.Thread.sleep",
            "java.lang.Thread.join",
            "java.util.concurrent.locks.LockSupport.park",
            "java.util.concurrent.CompletableFuture.get",
            "java.io.FileInputStream",
            "java.io.FileOutputStream",
            "java.io.RandomAccessFile",
            "sun.nio.ch.FileDispatcherImpl",
            "sun.nio.fs",
            "java.net.Inet",
            "java.net.Socket",
            "java.sql",
            "org.postgresql",
            "javax.crypto.SecretKeyFactory",
            "com.sun.crypto.provider.PBKDF2",
            "io.vertx.ext.auth.hashing");

    private final Logger checker;
    private final List<String> offences = new CopyOnWriteArrayList<>();

    BlockedThreads() {
        checker = ((LoggerContext) LoggerFactory.getILoggerFactory())
                .getLogger("io.vertx.core.impl.BlockedThreadChecker");
        setContext(checker.getLoggerContext());
        start();
        checker.addAppender(this);
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (event.getFormattedMessage().contains("vert.x-eventloop-thread")
                && event.getThrowableProxy() instanceof ThrowableProxy proxy) {
            var stack = Stream.of(proxy.getThrowable().getStackTrace())
                    .map(StackTraceElement::toString)
                    .toList();
            if (stack.stream().anyMatch(frame -> frame.contains("java.lang.ClassLoader.loadClass"))) {
                return; // the JVM reads a class at its first use, on whatever thread that is
            }
            stack.stream()
                    .filter(frame -> WAITING_OR_HASHING.stream().anyMatch(frame::contains))
                    .findFirst()
                    .ifPresent(frame -> offences.add(frame + " in\n  " + String.join("\n  ", stack)));
        }
    }

    /** What event loops were caught at. */
    List<String> offences() {
        return offences;
    }

    @Override
    public void close() {
        checker.detachAppender(this);
        stop();
    }
}
