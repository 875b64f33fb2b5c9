package io.vouchpost.survival;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.parsetools.RecordParser;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A next hop that writes down what it has taken, and behaves as badly as it is told to. */
public final class RecordingHop {
    /** What it does with the next message. */
    public enum Mood {
        GOOD,
        DEFERS_RECIPIENTS,
        DEFERS_MESSAGE,
        /** Reads it all and says nothing, for good. */
        HANGS,
        /** Has taken it, and ends the connection instead of saying so. */
        TAKES_AND_DIES,
        DIES_IN_DATA,
        ANSWERS_GARBAGE
    }

    /** Who is nobody here. */
    public static final String NOBODY = "nobody";

    private final NetServer server;

    private RecordingHop(NetServer server) {
        this.server = server;
    }

    /**
     * A message that it has taken.
     *
     * @param from as in MAIL FROM; empty for the null sender
     * @param octets dot-stuffing undone, as ISO 8859-1
     * @param commands MAIL and those RCPTs that it took, word for word
     * @param at when it had all of it
     */
    public record Taken(String from, List<String> recipients, String octets, List<String> commands, Instant at) {}

    public static Future<RecordingHop> listen(Vertx vertx, Consumer<Taken> listener, Supplier<Mood> moods) {
        return listen(vertx, listener, moods, () -> List.of("PIPELINING", "8BITMIME", "SIZE"));
    }

    /**
     * The same.
     *
     * @param keywords what it says that it can, to each EHLO
     */
    public static Future<RecordingHop> listen(
            Vertx vertx, Consumer<Taken> listener, Supplier<Mood> moods, Supplier<List<String>> keywords) {
        return listen(vertx, new NetServerOptions(), listener, moods, keywords);
    }

    /**
     * The same.
     *
     * @param options such as TLS from the first octet
     */
    public static Future<RecordingHop> listen(
            Vertx vertx,
            NetServerOptions options,
            Consumer<Taken> listener,
            Supplier<Mood> moods,
            Supplier<List<String>> keywords) {
        return vertx.createNetServer(options)
                .connectHandler(socket -> new Client(socket, listener, moods, keywords).greet())
                .listen(0, "127.0.0.1")
                .map(RecordingHop::new);
    }

    public int port() {
        return server.actualPort();
    }

    private static final class Client {
        private final NetSocket socket;
        private final Consumer<Taken> listener;
        private final Supplier<Mood> moods;
        private final Supplier<List<String>> keywords;
        private final List<String> recipients = new ArrayList<>();
        private final List<String> commands = new ArrayList<>();
        private Buffer content = Buffer.buffer();
        private Mood mood = Mood.GOOD;
        private String from = "";
        private boolean inData;

        Client(NetSocket socket, Consumer<Taken> listener, Supplier<Mood> moods, Supplier<List<String>> keywords) {
            this.socket = socket;
            this.listener = listener;
            this.moods = moods;
            this.keywords = keywords;
        }

        void greet() {
            RecordParser.newDelimited("\r\n", socket).handler(this::line);
            socket.exceptionHandler(gone -> {});
            say("220 hop.example ESMTP");
        }

        private void line(Buffer line) {
            if (inData) {
                data(line);
            } else {
                command(line.toString(StandardCharsets.UTF_8));
            }
        }

        private void command(String text) {
            switch (text.split("[ :]", 2)[0].toUpperCase(Locale.ROOT)) {
                case "EHLO" ->
                    say("250-hop.example\r\n250-" + String.join("\r\n250-", keywords.get()) + "\r\n250 HELP");
                case "MAIL" -> {
                    from = text.substring(text.indexOf('<') + 1, text.indexOf('>'));
                    recipients.clear();
                    commands.clear();
                    commands.add(text);
                    mood = moods.get();
                    say("250 2.1.0 ok");
                }
                case "RCPT" -> recipient(text, text.substring(text.indexOf('<') + 1, text.indexOf('>')));
                case "DATA" -> {
                    inData = !recipients.isEmpty();
                    content = Buffer.buffer();
                    say(inData ? "354 go on" : "503 5.5.1 nobody");
                }
                case "QUIT" -> socket.end(Buffer.buffer("221 2.0.0 bye\r\n"));
                default -> say("250 2.0.0 ok");
            }
        }

        private void recipient(String command, String mailbox) {
            if (mailbox.startsWith(NOBODY)) {
                say("550 5.1.1 nobody of that name");
            } else if (mood == Mood.DEFERS_RECIPIENTS) {
                say("450 4.2.0 come back");
            } else {
                recipients.add(mailbox);
                commands.add(command);
                say("250 2.1.5 ok");
            }
        }

        private void data(Buffer line) {
            if (mood == Mood.DIES_IN_DATA) {
                socket.close();
            } else if (line.length() == 1 && line.getByte(0) == '.') {
                inData = false;
                end();
            } else {
                int stuffed = line.length() > 0 && line.getByte(0) == '.' ? 1 : 0;
                content.appendBuffer(line, stuffed, line.length() - stuffed).appendString("\r\n");
            }
        }

        private void end() {
            switch (mood) {
                case DEFERS_MESSAGE -> say("451 4.3.0 not now");
                case HANGS -> socket.pause();
                case ANSWERS_GARBAGE -> say("\u0001\u0002what?");
                case TAKES_AND_DIES -> {
                    record();
                    socket.close();
                }
                default -> {
                    record();
                    say("250 2.0.0 taken");
                }
            }
        }

        private void record() {
            listener.accept(new Taken(
                    from,
                    List.copyOf(recipients),
                    content.toString(StandardCharsets.ISO_8859_1),
                    List.copyOf(commands),
                    Instant.now()));
        }

        private void say(String reply) {
            socket.write(reply + "\r\n");
        }
    }
}
