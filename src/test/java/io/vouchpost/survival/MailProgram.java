package io.vouchpost.survival;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.vouchpost.verticle.SocketClient;
import io.vouchpost.verticle.TestGateway;
import java.io.IOException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * A client as mail programs are: it keeps each message until it is told 250. After 4xx, or when the connection breaks, it
 * tries again (RFC 5321 §4.5.4.1); 5xx is final. One message after the other, until told to end.
 */
final class MailProgram extends Thread {
    private static final List<String> RECIPIENTS = List.of("bob@example.net");
    private static final Duration BETWEEN_MESSAGES = Duration.ofMillis(100);
    private static final Duration BEFORE_ANOTHER_TRY = Duration.ofMillis(200);
    /** No server is away for as long as that. */
    private static final Duration GIVES_UP = Duration.ofSeconds(60);

    private final Ledger ledger;
    private final Experience experience;
    private final int port;
    private final int perConnection;
    private final Random random;
    private Optional<SocketClient> connection = Optional.empty();
    private int submitted;
    private volatile boolean ends;

    /**
     * @param name part of the ids of its messages
     * @param experience of all programs together
     * @param port with TLS from the start
     * @param perConnection messages over one connection
     */
    MailProgram(String name, Ledger ledger, Experience experience, int port, int perConnection, long seed) {
        super(name);
        this.ledger = ledger;
        this.experience = experience;
        this.port = port;
        this.perConnection = perConnection;
        this.random = new Random(seed);
        setDaemon(true);
    }

    /** After the message under way. */
    void end() {
        ends = true;
    }

    @Override
    public void run() {
        for (int number = 1; !ends; number++) {
            submit(getName() + "." + number);
            LockSupport.parkNanos(BETWEEN_MESSAGES.toNanos());
        }
        hangUp();
    }

    private void submit(String id) {
        var message = message(id);
        long begun = System.nanoTime();
        ledger.offered(id, RECIPIENTS);
        for (int time = 1; ; time++) {
            try {
                attempt(id, message);
                experience.accepted(time, Duration.ofNanos(System.nanoTime() - begun));
                return;
            } catch (Final refused) {
                experience.refused(id + ": " + refused.getMessage());
                hangUp();
                return;
            } catch (IOException setback) {
                hangUp();
            }
            if (System.nanoTime() - begun > GIVES_UP.toNanos()) {
                experience.refused(id + ": gave up after " + time + " attempts");
                return;
            }
            LockSupport.parkNanos(BEFORE_ANOTHER_TRY.toNanos());
        }
    }

    private void attempt(String id, String message) throws IOException {
        var kept = connection.isPresent();
        var client = kept ? connection.get() : connect();
        expect(client, "MAIL FROM:<" + TestGateway.ALICE + ">", "250", kept ? Setback.KEPT : Setback.BROKEN);
        for (var recipient : RECIPIENTS) {
            expect(client, "RCPT TO:<" + recipient + ">", "250", Setback.BROKEN);
        }
        expect(client, "DATA", "354", Setback.BROKEN);
        try {
            expect(client, message + ".", "250", Setback.UNANSWERED);
        } catch (Unanswered doubtful) {
            ledger.doubted(id, RECIPIENTS);
            throw doubtful;
        }
        ledger.promised(id, RECIPIENTS, Ledger.digest(message.getBytes(ISO_8859_1)));
        if (++submitted % perConnection == 0) {
            client.command("QUIT");
            hangUp();
        }
    }

    private SocketClient connect() throws IOException {
        SocketClient client;
        try {
            client = SocketClient.tls(port);
        } catch (IOException notTaken) {
            experience.had(Setback.NO_CONNECTION);
            throw notTaken;
        }
        connection = Optional.of(client);
        answered(client.readReply(), "220", Setback.BROKEN);
        expect(client, "EHLO client.example", "250", Setback.BROKEN);
        var response = "\0" + TestGateway.ALICE + '\0' + TestGateway.PASSWORD;
        var encoded = Base64.getEncoder().encodeToString(response.getBytes(UTF_8));
        expect(client, "AUTH PLAIN " + encoded, "235", Setback.BROKEN);
        return client;
    }

    private void expect(SocketClient client, String line, String code, Setback otherwise) throws IOException {
        String reply;
        try {
            reply = client.command(line);
        } catch (IOException broken) {
            reply = "";
        }
        answered(reply, code, otherwise);
    }

    /**
     * @param otherwise what it is when nothing is answered
     */
    private void answered(String reply, String code, Setback otherwise) throws IOException {
        if (reply.startsWith(code)) {
            return;
        }
        if (reply.isEmpty()) {
            experience.had(otherwise == Setback.KEPT ? Setback.BROKEN : otherwise);
            throw otherwise == Setback.UNANSWERED ? new Unanswered() : new IOException("broken");
        }
        if (reply.startsWith("4")) {
            experience.had(otherwise == Setback.KEPT && reply.startsWith("421") ? Setback.KEPT : Setback.LATER);
            throw new IOException(reply);
        }
        throw new Final(reply);
    }

    private void hangUp() {
        try {
            if (connection.isPresent()) {
                connection.get().close();
            }
        } catch (IOException gone) {
            // that is what was wanted
        }
        connection = Optional.empty();
    }

    private String message(String id) {
        var message = new StringBuilder(Submitter.FIRST_FIELD + id + "\r\nFrom: " + TestGateway.ALICE
                + "\r\nMessage-ID: <" + id + "@example.org>\r\nDate: Sat, 21 Nov 2026 12:00:00 +0000\r\n\r\n");
        for (int lines = random.nextInt(20) == 0 ? 2_000 : 20; lines > 0; lines--) {
            message.append(Long.toString(random.nextLong(), 36).repeat(4)).append("\r\n");
        }
        return message.toString();
    }

    /** What keeps a program from being done at the first attempt. */
    enum Setback {
        /** Told 421 between two messages, on a connection that it had kept. */
        KEPT("told 421 between two messages"),
        /** Told 4xx anywhere else. */
        LATER("told 4xx"),
        NO_CONNECTION("no connection"),
        /** Ended without a word, before the final dot. */
        BROKEN("connection broken before the final dot"),
        /** Ended without a word, after the final dot. */
        UNANSWERED("connection broken after the final dot");

        private final String words;

        Setback(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    /** The message may have been taken or not. */
    private static final class Unanswered extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /** What a mail program shows to its user, and does not try again. */
    private static final class Final extends IOException {
        private static final long serialVersionUID = 1L;

        Final(String reply) {
            super(reply);
        }
    }
}
