package io.vouchpost.sasl;

/** Clients for tests that do not care which. */
public final class Clients {
    private Clients() {}

    public static Client by(String mechanism) {
        return new Client("TEST", "client.example", "192.0.2.1", mechanism, Channel.BARE);
    }
}
