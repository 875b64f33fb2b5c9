package io.vouchpost.verticle;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import io.vouchpost.LogLines;
import java.util.List;
import java.util.stream.Stream;

/**
 * Listens to Vert.x's blocked-thread checker. A warning counts where its stack shows that the event loop waits or hashes; on
 * a starved machine any stack can be caught, and most of them show nothing wrong.
 */
final class BlockedThreads implements AutoCloseable {
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

    private final LogLines warnings = LogLines.of("io.vertx.core.impl.BlockedThreadChecker");

    /** What event loops were caught at. */
    List<String> offences() {
        return warnings.events().flatMap(BlockedThreads::offence).toList();
    }

    private static Stream<String> offence(ILoggingEvent warning) {
        if (!warning.getFormattedMessage().contains("vert.x-eventloop-thread")
                || !(warning.getThrowableProxy() instanceof ThrowableProxy proxy)) {
            return Stream.empty();
        }
        var stack = Stream.of(proxy.getThrowable().getStackTrace())
                .map(StackTraceElement::toString)
                .toList();
        if (stack.stream().anyMatch(frame -> frame.contains("java.lang.ClassLoader.loadClass"))) {
            return Stream.empty(); // the JVM reads a class at its first use, on whatever thread that is
        }
        if (stack.stream().anyMatch(frame -> frame.contains("io.netty.buffer.AdaptivePoolingAllocator"))) {
            return Stream.empty(); // a lock of the allocator, whose holder had to wait for a processor
        }
        return stack.stream()
                .filter(frame -> WAITING_OR_HASHING.stream().anyMatch(frame::contains))
                .limit(1)
                .map(frame -> frame + " in\n  " + String.join("\n  ", stack));
    }

    @Override
    public void close() {
        warnings.close();
    }
}
