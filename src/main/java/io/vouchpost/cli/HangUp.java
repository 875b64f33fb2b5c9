package io.vouchpost.cli;

import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGHUP, by which operators tell a server to read its configuration anew. Java hears it by {@code sun.misc.Signal} only,
 * which stays for want of another way (JEP 260); asked for by name, so that the compiler's warning about it need not be
 * switched off for everything, and a runtime without it is no failure.
 */
final class HangUp {
    private static final Logger LOG = LoggerFactory.getLogger(HangUp.class);

    private HangUp() {}

    /** Runs the action at each SIGHUP, on a thread of its own. */
    static void handle(Runnable action) {
        try {
            var signal = Class.forName("sun.misc.Signal");
            var handler = Class.forName("sun.misc.SignalHandler");
            var acting =
                    Proxy.newProxyInstance(HangUp.class.getClassLoader(), new Class<?>[] {handler}, (it, m, args) -> {
                        action.run();
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), acting);
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            LOG.info("SIGHUP is not heard on this system; a changed configuration file is");
        }
    }
}
