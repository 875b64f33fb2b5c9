package io.vouchpost.survival;

import io.vertx.core.Vertx;
import io.vouchpost.config.ConfigurationFile;
import io.vouchpost.delivery.Waypoints;
import io.vouchpost.verticle.Gateway;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The gateway in a process of its own, which dies without a word when a waypoint is reached for so many times. Arguments:
 * configuration, waypoint, count; the last two may be absent.
 */
public final class KillableGateway {
    static final int KILLED = 137;

    private KillableGateway() {}

    public static void main(String[] arguments) throws Exception {
        var settings = new ConfigurationFile(Path.of(arguments[0]), System::getenv).read();
        var waypoints = arguments.length > 1
                ? deadly(Waypoints.Waypoint.valueOf(arguments[1]), Integer.parseInt(arguments[2]))
                : Waypoints.UNWATCHED;
        Gateway.start(Vertx.vertx(Gateway.options()), settings, waypoints)
                .onSuccess(gateway -> System.out.println("ready " + gateway.ports()))
                .onFailure(fault -> {
                    fault.printStackTrace();
                    Runtime.getRuntime().halt(1);
                });
    }

    private static Waypoints deadly(Waypoints.Waypoint waypoint, int count) {
        var reached = new AtomicInteger();
        return here -> {
            if (here == waypoint && reached.incrementAndGet() == count) {
                Runtime.getRuntime().halt(KILLED);
            }
        };
    }
}
