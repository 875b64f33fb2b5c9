package io.vouchpost.survival;

import io.vouchpost.verticle.SocketClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * A client that submits one message after the other, each once, over connections that it makes anew when they break. Notes
 * what it was promised.
 */
final class Submitter extends Thread {
    static final String FIRST_FIELD = "X-Survival: ";

    private static final long PAUSE_NANOS = 50_000_000;

    private final Ledger ledger;
    private final Supplier<Integer> tlsPort;
    private final AtomicInteger numbers;
    private final AtomicBoolean stopped;
    private final Random random;

    /**
     * @param tlsPort where to submit now
     * @param numbers of messages, shared by all clients
     */
    Submitter(Ledger ledger, Supplier<Integer> tlsPort, AtomicInteger numbers, AtomicBoolean stopped, long seed) {
        super("submitter-" + seed);
        this.ledger = ledger;
        this.tlsPort = tlsPort;
        this.numbers = numbers;
        this.stopped = stopped;
        this.random = new Random(seed);
        setDaemon(true);
    }

    @Override
    public void run() {
        while (!stopped.get()) {
            try (var client = SocketClient.loggedIn(tlsPort.get())) {
                while (!stopped.get()) {
                    submit(client);
                }
            } catch (IOException | RuntimeException gone) {
                LockSupport.parkNanos(PAUSE_NANOS); // killed, or not there yet
            }
        }
    }

    private void submit(SocketClient client) throws IOException {
        var id = "m" + numbers.incrementAndGet();
        var recipients = recipients();
        var wanted = recipients.stream()
                .filter(recipient -> !recipient.startsWith(RecordingHop.NOBODY))
                .toList();
        var message = message(id);
        ledger.offered(id, wanted);
        expect(client.command("MAIL FROM:<alice@example.org>"), "250");
        for (var recipient : recipients) {
            expect(client.command("RCPT TO:<" + recipient + ">"), "250");
        }
        expect(client.command("DATA"), "354");
        client.send((message + ".\r\n").getBytes(StandardCharsets.ISO_8859_1));
        if (client.readReply().startsWith("250")) {
            ledger.promised(id, wanted, Ledger.digest(message.getBytes(StandardCharsets.ISO_8859_1)));
        }
    }

    private List<String> recipients() {
        return switch (random.nextInt(4)) {
            case 0 -> List.of("bob@example.net", "carol@example.net", "dan@example.com");
            case 1 -> List.of("bob@example.net", RecordingHop.NOBODY + "@example.net");
            default -> List.of("bob@example.net");
        };
    }

    private String message(String id) {
        var message = new StringBuilder(FIRST_FIELD + id + "\r\nFrom: alice@example.org\r\nMessage-ID: <" + id
                + "@example.org>\r\nDate: Sat, 21 Nov 2026 12:00:00 +0000\r\n\r\n");
        for (int lines = random.nextInt(20) == 0 ? 8_000 : 20; lines > 0; lines--) {
            message.append(Long.toString(random.nextLong(), 36).repeat(4)).append("\r\n");
        }
        return message.toString();
    }

    private static void expect(String reply, String code) throws IOException {
        if (!reply.startsWith(code)) {
            throw new IOException("not " + code + ": " + reply);
        }
    }
}
