package io.vouchpost;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;

/**
 * A port that nobody has, for programs that have to be told one. Below those that Linux gives to connections by itself: else
 * one of these may have it by the time the program listens.
 */
public final class FreePort {
    private static final int LOWEST = 20_000;
    private static final int LOWEST_OF_CONNECTIONS = 32_768;
    private static final int TRIES = 100;

    private FreePort() {}

    public static int any() {
        var random = new SecureRandom();
        for (int i = 0; i < TRIES; i++) {
            int port = random.nextInt(LOWEST, LOWEST_OF_CONNECTIONS);
            try (var free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return free.getLocalPort();
            } catch (IOException taken) {
                continue;
            }
        }
        throw new AssertionError("no port is free");
    }
}
