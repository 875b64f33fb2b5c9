package io.vouchpost;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import io.vertx.core.parsetools.RecordParser;
import io.vouchpost.verticle.TestGateway;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.List;
import java.util.Queue;

/** A client that has started a message and sends it a little at a time; light, so that there can be thousands. */
final class Trickler {
    private static final Buffer CHUNK = chunk();

    private final NetSocket socket;
    private final Promise<Trickler> inData = Promise.promise();
    private final Promise<String> answer = Promise.promise();
    private final Queue<String> commands = new ArrayDeque<>(List.of(
            "EHLO trickler.example",
            "AUTH PLAIN " + initialResponse(),
            "MAIL FROM:<alice@example.org> SIZE=10485760",
            "RCPT TO:<bob@example.net>",
            "DATA"));
    private long sent;

    private Trickler(NetSocket socket) {
        this.socket = socket;
        socket.handler(RecordParser.newDelimited("\r\n", line -> hear(line.toString(StandardCharsets.UTF_8))));
        socket.closeHandler(v -> {
            inData.tryFail("closed before DATA");
            answer.tryComplete("closed");
        });
    }

    /** Connects, logs in, and says DATA; failed with the reply that was not what it should be. */
    static Future<Trickler> start(NetClient client, int tlsPort) {
        return client.connect(tlsPort, "127.0.0.1").compose(socket -> new Trickler(socket).inData.future());
    }

    private static String initialResponse() {
        var response = "\0" + TestGateway.ALICE + "\0" + TestGateway.PASSWORD;
        return Base64.getEncoder().encodeToString(response.getBytes(StandardCharsets.UTF_8));
    }

    private static Buffer chunk() {
        return Buffer.buffer(("x".repeat(76) + "\r\n").repeat(105));
    }

    private void hear(String line) {
        if (line.startsWith("250-")) {
            return;
        }
        boolean good = line.startsWith("2") || line.startsWith("354");
        if (!inData.future().isComplete() && !good) {
            inData.fail(line);
        } else if (!commands.isEmpty()) {
            socket.write(commands.remove() + "\r\n");
        } else if (!inData.future().isComplete()) {
            socket.write("From: alice@example.org\r\n\r\n");
            inData.complete(this);
        } else {
            answer.tryComplete(line);
        }
    }

    /** Sends some eight thousand octets more, unless the gateway takes them no faster. */
    void trickle() {
        if (!socket.writeQueueFull()) {
            sent += CHUNK.length();
            socket.write(CHUNK);
        }
    }

    /** Octets given to the socket. */
    long sent() {
        return sent;
    }

    /** What the gateway said since DATA, or that it closed; when it does. */
    Future<String> answer() {
        return answer.future();
    }

    /** Ends the message. */
    Future<String> end() {
        socket.write(".\r\n");
        return answer();
    }
}
