package io.vouchpost.probe;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import javax.net.ssl.SSLException;

/** The client's side of one connection: lines go out, replies come in, and nothing has no bounds. */
final class Conversation implements AutoCloseable {
    /** RFC 4954 §4: of a challenge in base64. */
    private static final int LONGEST_LINE = 12_288;

    private static final int MOST_LINES = 100;
    private static final int CODE = 3;

    private final Deadline deadline;
    private final byte[] unread = new byte[4096];
    private int next;
    private int end;
    private Socket socket;
    private InputStream input;

    /** Over a connection that is there, and is closed with it. */
    static Conversation over(Socket socket, Deadline deadline) throws Obstacle {
        try {
            socket.setTcpNoDelay(true);
            return new Conversation(socket, deadline);
        } catch (IOException e) {
            Deadline.closeQuietly(socket);
            throw new Obstacle("the connection broke off: " + e.getMessage(), "see the log of the server");
        }
    }

    private Conversation(Socket socket, Deadline deadline) throws IOException {
        this.socket = socket;
        this.input = socket.getInputStream();
        this.deadline = deadline;
        deadline.ends(socket);
    }

    /** Sends a line and reads what is replied to it. */
    ServerReply say(String line) throws Obstacle {
        write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
        return read();
    }

    void write(byte[] octets) throws Obstacle {
        try {
            socket.getOutputStream().write(octets);
            socket.getOutputStream().flush();
        } catch (IOException e) {
            throw obstacle(e);
        }
    }

    /** The next reply. */
    ServerReply read() throws Obstacle {
        var lines = new ArrayList<String>();
        for (var line = line(); ; line = line()) {
            if (!line.matches("(?s)[2-5][0-9][0-9]([ -].*)?")) {
                throw new Obstacle(
                        "what the server says is no reply of SMTP: " + line,
                        "see whether it is a mail server that listens there");
            }
            lines.add(line.substring(Math.min(line.length(), CODE + 1)));
            if (line.length() == CODE || line.charAt(CODE) == ' ') {
                return new ServerReply(Integer.parseInt(line.substring(0, CODE)), lines);
            }
            if (lines.size() == MOST_LINES) {
                throw new Obstacle("the server's reply has more than " + MOST_LINES + " lines and no end", "");
            }
        }
    }

    private String line() throws Obstacle {
        var line = new byte[LONGEST_LINE];
        for (int length = 0; length < LONGEST_LINE; length++) {
            byte octet = octet();
            if (octet == '\n') {
                int without = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
                return text(Arrays.copyOf(line, without));
            }
            line[length] = octet;
        }
        throw new Obstacle("the server sends a line of more than " + LONGEST_LINE + " octets", "");
    }

    private static String text(byte[] octets) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets))
                    .toString();
        } catch (CharacterCodingException e) {
            return new String(octets, StandardCharsets.ISO_8859_1);
        }
    }

    private byte octet() throws Obstacle {
        if (next == end) {
            try {
                socket.setSoTimeout(deadline.millisLeft());
                end = Math.max(0, input.read(unread));
                next = 0;
            } catch (IOException e) {
                throw obstacle(e);
            }
            if (end == 0) {
                throw deadline.isOver() ? silence() : new Obstacle("the server closed the connection", "see its log");
            }
        }
        return unread[next++];
    }

    /** What to call oneself in EHLO: the address that the server sees (RFC 5321 §4.1.3). */
    String literal() {
        var address = socket.getLocalAddress().getHostAddress().replaceFirst("%.*", "");
        return "[" + (address.contains(":") ? "IPv6:" : "") + address + "]";
    }

    /** Whether more has come than was read. */
    boolean hasMore() {
        try {
            return next < end || input.available() > 0;
        } catch (IOException gone) {
            return false;
        }
    }

    /** Goes on over TLS, whoever the server is: that is for others to judge. */
    Secured startTls(String host, int port) throws Obstacle {
        try {
            socket.setSoTimeout(deadline.millisLeft());
            var secure = Secured.handshake(socket, host, port);
            socket = secure.socket();
            input = secure.socket().getInputStream();
            next = 0;
            end = 0;
            return secure;
        } catch (SSLException e) {
            if (deadline.isOver()) {
                throw silence();
            }
            throw Secured.obstacle(e);
        } catch (IOException e) {
            throw obstacle(e);
        }
    }

    private Obstacle obstacle(IOException e) {
        return deadline.isOver() || e instanceof SocketTimeoutException
                ? silence()
                : new Obstacle("the connection broke off: " + e.getMessage(), "see the log of the server");
    }

    private Obstacle silence() {
        return new Obstacle(
                "no answer that has an end within " + deadline.inWords(),
                "see whether the server is overloaded or waits for its DNS; --timeout waits longer");
    }

    @Override
    public void close() {
        Deadline.closeQuietly(socket);
    }
}
