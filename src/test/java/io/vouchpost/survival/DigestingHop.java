package io.vouchpost.survival;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.parsetools.RecordParser;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.function.Consumer;

/** A next hop that keeps of each message no more than its SHA-256, from the field {@value Submitter#FIRST_FIELD} on. */
final class DigestingHop {
    private static final byte[] FIRST_FIELD = Submitter.FIRST_FIELD.getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CRLF = {'\r', '\n'};

    private final NetSocket socket;
    private final Consumer<String> listener;
    private MessageDigest digest = sha256();
    private boolean inData;
    private boolean begun;

    private DigestingHop(NetSocket socket, Consumer<String> listener) {
        this.socket = socket;
        this.listener = listener;
    }

    /**
     * @param listener told of each message that it has taken
     */
    static Future<NetServer> listen(Vertx vertx, Consumer<String> listener) {
        return vertx.createNetServer()
                .connectHandler(socket -> new DigestingHop(socket, listener).greet())
                .listen(0, "127.0.0.1");
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private void greet() {
        RecordParser.newDelimited("\r\n", socket).handler(line -> {
            if (inData) {
                data(line);
            } else {
                command(line.toString(StandardCharsets.UTF_8));
            }
        });
        socket.exceptionHandler(gone -> {});
        say("220 hop.example ESMTP");
    }

    private void command(String text) {
        switch (text.split("[ :]", 2)[0].toUpperCase(Locale.ROOT)) {
            case "EHLO" -> say("250-hop.example\r\n250-8BITMIME\r\n250 SIZE");
            case "DATA" -> {
                inData = true;
                begun = false;
                digest = sha256();
                say("354 go on");
            }
            case "QUIT" -> socket.end(Buffer.buffer("221 2.0.0 bye\r\n"));
            default -> say("250 2.0.0 ok");
        }
    }

    private void data(Buffer line) {
        if (line.length() == 1 && line.getByte(0) == '.') {
            inData = false;
            listener.accept(HexFormat.of().formatHex(digest.digest()));
            say("250 2.0.0 taken");
            return;
        }
        begun |= starts(line);
        if (begun) {
            int stuffed = line.length() > 0 && line.getByte(0) == '.' ? 1 : 0;
            digest.update(line.getBytes(stuffed, line.length()));
            digest.update(CRLF);
        }
    }

    private static boolean starts(Buffer line) {
        int at = 0;
        while (at < FIRST_FIELD.length && at < line.length() && line.getByte(at) == FIRST_FIELD[at]) {
            at++;
        }
        return at == FIRST_FIELD.length;
    }

    private void say(String reply) {
        socket.write(reply + "\r\n");
    }
}
