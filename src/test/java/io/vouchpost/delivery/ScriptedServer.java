package io.vouchpost.delivery;

import io.netty.channel.ChannelOption;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A next hop that says what the test wants: a reply for each command, by how the command starts, and keeps what it heard,
 * octet for octet. The end of a message counts as the command {@code "."}, the connection itself as {@code "CONNECT"}.
 */
final class ScriptedServer implements AutoCloseable {
    /** Instead of a reply: says nothing, ever. */
    static final String SILENCE = "\0silence";
    /** Instead of a reply, or at its end: closes the connection. */
    static final String DROP = "\0drop";
    /** Instead of a reply: resets the connection (TCP RST). */
    static final String RESET = "\0reset";

    private static final Map<String, String> USUAL = Map.of(
            "CONNECT",
            "220 scripted ESMTP",
            "MAIL",
            "250 2.1.0 Ok",
            "RCPT",
            "250 2.1.5 Ok",
            "DATA",
            "354 Go on",
            ".",
            "250 2.0.0 Queued as 4711",
            "RSET",
            "250 2.0.0 Ok",
            "STARTTLS",
            "220 2.0.0 Ready",
            "QUIT",
            "221 2.0.0 Bye" + DROP,
            "HELO",
            "250 scripted");

    private final Vertx vertx;
    private final Map<String, String> script = new ConcurrentHashMap<>();
    private final List<String> keywords =
            new ArrayList<>(List.of("PIPELINING", "8BITMIME", "SMTPUTF8", "SIZE 99999999"));
    private final NetServerOptions options =
            new NetServerOptions().setHost("127.0.0.1").setPort(0);
    private boolean startTls;
    private UpstreamLogin login = UpstreamLogin.NONE;
    private boolean deafInData;
    private NetServer server;

    final List<String> commands = new CopyOnWriteArrayList<>();
    /** As they came over the wire, without the line of the final dot. */
    final List<Buffer> messages = new CopyOnWriteArrayList<>();

    final List<NetSocket> sockets = new CopyOnWriteArrayList<>();
    /** For each connection, completed when it was closed. */
    final List<Future<Void>> closings = new CopyOnWriteArrayList<>();

    private final Map<NetSocket, Context> contexts = new ConcurrentHashMap<>();
    final AtomicInteger connections = new AtomicInteger();
    /** Octets that came after the last whole line, on any connection. */
    final AtomicInteger loose = new AtomicInteger();
    /** How many commands came in one piece at most, where it was more than one. */
    final AtomicInteger largestGroup = new AtomicInteger();

    ScriptedServer(Vertx vertx) {
        this.vertx = vertx;
        script.putAll(USUAL);
    }

    /** The reply to all commands that start so; the longest start wins. */
    ScriptedServer when(String command, String reply) {
        script.put(command, reply);
        return this;
    }

    /** From here on only the usual replies. */
    void asUsual() {
        // at no time without a reply: it may just be asked
        script.putAll(USUAL);
        script.keySet().retainAll(USUAL.keySet());
    }

    ScriptedServer with(String... supported) {
        keywords.addAll(List.of(supported));
        return this;
    }

    ScriptedServer without(String... unsupported) {
        keywords.removeIf(keyword -> List.of(unsupported).contains(keyword.split(" ")[0]));
        return this;
    }

    ScriptedServer startTls(KeyCertOptions certificate) {
        options.setKeyCertOptions(certificate);
        startTls = true;
        return this;
    }

    ScriptedServer implicitTls(KeyCertOptions certificate) {
        options.setKeyCertOptions(certificate).setSsl(true);
        return this;
    }

    ScriptedServer login(UpstreamLogin wanted) {
        login = wanted;
        return this;
    }

    /** Reads nothing of a message until {@link #hearOn}. */
    ScriptedServer deafInData() {
        deafInData = true;
        return this;
    }

    void hearOn() {
        deafInData = false;
        contexts.forEach((socket, context) -> context.runOnContext(here -> socket.resume()));
    }

    ScriptedServer start() throws Exception {
        server = vertx.createNetServer(options).connectHandler(socket -> new Dialogue(socket).open());
        server.listen().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        return this;
    }

    int port() {
        return server.actualPort();
    }

    List<String> heard(String start) {
        return commands.stream().filter(command -> command.startsWith(start)).toList();
    }

    @Override
    public void close() throws Exception {
        if (server == null) {
            return;
        }
        server.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private final class Dialogue {
        private final NetSocket socket;
        private Buffer unread = Buffer.buffer();
        private Buffer message = Buffer.buffer();
        private int looseHere;
        private boolean reset;
        private boolean inData;
        private boolean loggedIn;
        private UpstreamLogin.Exchange exchange;

        Dialogue(NetSocket socket) {
            this.socket = socket;
        }

        void open() {
            connections.incrementAndGet();
            sockets.add(socket);
            var closing = Promise.<Void>promise();
            closings.add(closing.future());
            socket.closeHandler(closing::complete);
            contexts.put(socket, vertx.getOrCreateContext());
            socket.exceptionHandler(ignored -> {});
            socket.handler(this::read);
            answer("CONNECT");
        }

        private void read(Buffer piece) {
            unread.appendBuffer(piece);
            int from = 0;
            int lines = 0;
            for (int i = unread.length() - piece.length(); i < unread.length(); i++) {
                if (unread.getByte(i) == '\n') {
                    lines += inData ? 0 : 1;
                    line(unread.getBuffer(from, i + 1));
                    from = i + 1;
                }
            }
            if (lines > 1) {
                largestGroup.accumulateAndGet(lines, Math::max);
            }
            loose.addAndGet(-looseHere);
            looseHere = unread.length() - from;
            loose.addAndGet(looseHere);
            unread = unread.getBuffer(from, unread.length());
        }

        private void line(Buffer line) {
            if (inData) {
                if (line.toString().equals(".\r\n")) {
                    inData = false;
                    messages.add(message);
                    message = Buffer.buffer();
                    commands.add(".");
                    answer(".");
                } else {
                    message.appendBuffer(line);
                }
                return;
            }
            var text = line.toString(StandardCharsets.UTF_8);
            command(text.substring(0, text.length() - 2));
        }

        private void command(String command) {
            if (exchange != null) {
                var step = exchange.next(command);
                exchange = step.startsWith("334") ? exchange : null;
                loggedIn |= step.startsWith("235");
                say(step);
                return;
            }
            commands.add(command);
            if (command.startsWith("EHLO") && !script.containsKey("EHLO")) {
                say(ehlo());
            } else if (command.startsWith("AUTH ") && script.containsKey("AUTH")) {
                loggedIn = script.get("AUTH").startsWith("2");
                answer(command);
            } else if (command.startsWith("AUTH ")) {
                exchange = login.begin();
                command(command.substring(5));
            } else if (command.startsWith("MAIL") && login != UpstreamLogin.NONE && !loggedIn) {
                say("530 5.7.0 Log in first");
            } else {
                answer(command);
            }
        }

        private String ehlo() {
            var lines = new ArrayList<String>();
            lines.add("scripted greets you");
            lines.addAll(keywords);
            if (startTls && !socket.isSsl()) {
                lines.add("STARTTLS");
            }
            if (login != UpstreamLogin.NONE) {
                lines.add("AUTH " + String.join(" ", login.mechanisms()));
            }
            return "250-" + String.join("\r\n250-", lines.subList(0, lines.size() - 1)) + "\r\n250 "
                    + lines.get(lines.size() - 1);
        }

        private void answer(String command) {
            var start =
                    script.keySet().stream().filter(command::startsWith).max(Comparator.comparingInt(String::length));
            var reply = start.map(script::get).orElse("502 5.5.1 What?");
            if (command.equals("DATA") && reply.startsWith("354")) {
                inData = true;
                if (deafInData) {
                    socket.pause();
                }
            }
            if (command.equals("STARTTLS") && reply.startsWith("220")) {
                // the reply goes out when the TLS engine is in place, else the ClientHello may come first
                socket.upgradeToSsl(Buffer.buffer(reply + "\r\n"));
            } else {
                say(reply);
            }
        }

        private void say(String reply) {
            if (reply.equals(SILENCE)) {
                return;
            }
            if (reply.equals(RESET) && !reset) {
                reset = true;
                ((NetSocketInternal) socket)
                        .channelHandlerContext()
                        .channel()
                        .config()
                        .setOption(ChannelOption.SO_LINGER, 0);
                socket.close();
            }
            if (reset) {
                return;
            }
            var drop = reply.endsWith(DROP);
            var text = reply.replace(DROP, "");
            if (!text.isEmpty()) {
                socket.write(text + "\r\n");
            }
            if (drop) {
                socket.close();
            }
        }
    }
}
