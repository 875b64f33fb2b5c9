package io.vouchpost.cli;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.parsetools.RecordParser;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A next hop for the demo: takes everything, keeps nothing, and tells a listener of each message. Not a mail server: it
 * trusts whoever connects to it, which is why it listens on the loopback address only.
 */
public final class DemoSink {
    private static final int LONGEST_LINE = 64 * 1024;
    private static final int LARGEST_MESSAGE = 64 * 1024 * 1024;

    /**
     * @param from as it stood in MAIL FROM, without the angle brackets; empty for the null sender
     * @param to as they stood in RCPT TO
     * @param octets the message, dot-stuffing undone
     */
    public record Message(String from, List<String> to, Buffer octets) {}

    private final NetServer server;

    private DemoSink(NetServer server) {
        this.server = server;
    }

    /**
     * @param port 0 for any that is free
     * @return failed when the port is taken
     */
    public static Future<DemoSink> listen(Vertx vertx, int port, Handler<Message> listener) {
        return vertx.createNetServer()
                .connectHandler(socket -> new Client(socket, listener).greet())
                .listen(port, "127.0.0.1")
                .map(DemoSink::new);
    }

    public int port() {
        return server.actualPort();
    }

    public Future<Void> close() {
        return server.close();
    }

    /** One connection. */
    private static final class Client {
        private final NetSocket socket;
        private final Handler<Message> listener;
        private Buffer content = Buffer.buffer();
        private boolean inData;
        private String from = "";
        private List<String> to = new ArrayList<>();

        Client(NetSocket socket, Handler<Message> listener) {
            this.socket = socket;
            this.listener = listener;
        }

        void greet() {
            RecordParser.newDelimited("\n", socket)
                    .maxRecordSize(LONGEST_LINE)
                    .exceptionHandler(tooLong -> socket.close())
                    .handler(this::line);
            say("220 sink.localhost ESMTP takes everything");
        }

        private void line(Buffer line) {
            var text = line.toString(StandardCharsets.UTF_8);
            if (!inData) {
                command(text.strip());
            } else if (text.equals(".\r")) {
                inData = false;
                listener.handle(new Message(from, List.copyOf(to), content));
                say("250 2.0.0 Arrived in the demo's sink");
                reset();
            } else if (content.length() > LARGEST_MESSAGE) {
                socket.close();
            } else {
                int stuffed = line.length() > 0 && line.getByte(0) == '.' ? 1 : 0;
                content.appendBuffer(line, stuffed, line.length() - stuffed).appendByte((byte) '\n');
            }
        }

        private void command(String text) {
            switch (text.split("[ :]", 2)[0].toUpperCase(Locale.ROOT)) {
                case "EHLO" -> {
                    reset();
                    say("250-sink.localhost\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-SIZE "
                            + LARGEST_MESSAGE + "\r\n250 ENHANCEDSTATUSCODES");
                }
                case "MAIL" -> {
                    from = path(text);
                    say("250 2.1.0 Sender taken");
                }
                case "RCPT" -> {
                    to.add(path(text));
                    say("250 2.1.5 Recipient taken");
                }
                case "DATA" -> {
                    inData = !to.isEmpty();
                    say(inData ? "354 Go on, end with a dot" : "503 5.5.1 Nobody to send it to");
                }
                case "HELO", "RSET", "NOOP" -> {
                    reset();
                    say("250 2.0.0 As you like");
                }
                case "QUIT" -> socket.end(Buffer.buffer("221 2.0.0 Goodbye\r\n"));
                default -> say("502 5.5.1 Not in this demo");
            }
        }

        private static String path(String command) {
            int open = command.indexOf('<');
            int close = command.lastIndexOf('>');
            return open >= 0 && close > open ? command.substring(open + 1, close) : "";
        }

        private void reset() {
            from = "";
            to = new ArrayList<>();
            content = Buffer.buffer();
        }

        private void say(String reply) {
            socket.write(reply + "\r\n");
        }
    }
}
