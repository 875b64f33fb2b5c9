package io.vouchpost.probe;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLSocket;

/** A mail server with faults: it does as it is told, one thread for each client. */
final class SmallServer implements AutoCloseable {
    private final ServerSocket listening;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    final List<String> heard = new CopyOnWriteArrayList<>();

    /** What happens on a connection. */
    interface Part {
        void play(Talk talk) throws IOException, GeneralSecurityException;
    }

    SmallServer(Part part) throws IOException {
        listening = new ServerSocket(0, 10, InetAddress.getByName("127.0.0.1"));
        threads.execute(() -> {
            try {
                while (true) {
                    var socket = listening.accept();
                    open.add(socket);
                    threads.execute(() -> play(part, socket));
                }
            } catch (IOException closed) {
                // by the test
            }
        });
    }

    private void play(Part part, Socket socket) {
        try (socket) {
            part.play(new Talk(socket));
        } catch (IOException | GeneralSecurityException gone) {
            // the client had enough
        }
    }

    int port() {
        return listening.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (var socket : open) {
            socket.close();
        }
        threads.shutdownNow();
    }

    /** One connection. */
    final class Talk {
        private Socket socket;
        private InputStream input;

        Talk(Socket socket) throws IOException {
            this.socket = socket;
            this.input = new BufferedInputStream(socket.getInputStream());
        }

        void say(String line) throws IOException {
            send(line + "\r\n");
        }

        void send(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
        }

        String hear() throws IOException {
            var line = new ByteArrayOutputStream();
            for (int octet = input.read(); octet != '\n'; octet = input.read()) {
                if (octet < 0) {
                    throw new IOException("closed");
                }
                line.write(octet);
            }
            var text = line.toString(StandardCharsets.UTF_8).strip();
            heard.add(text);
            return text;
        }

        void startTls(TestCertificates certificates) throws IOException, GeneralSecurityException {
            var secure = (SSLSocket) certificates.context().getSocketFactory().createSocket(socket, null, 0, true);
            secure.setUseClientMode(false);
            secure.startHandshake();
            socket = secure;
            input = new BufferedInputStream(secure.getInputStream());
        }

        /** Says nothing, until the client goes. */
        void waitForEver() throws IOException {
            while (input.read() >= 0) {}
        }
    }

    /** A server as servers are, but for what a test changes: replies by how the command starts. */
    static final class Usual implements Part {
        private final TestCertificates certificates;
        private final boolean implicit;
        private final Map<String, String> replies = new LinkedHashMap<>();
        private Optional<String> leaving = Optional.empty();
        private String before = "STARTTLS";
        private String after = "SIZE 1000000|PIPELINING|8BITMIME|AUTH PLAIN LOGIN";

        Usual(TestCertificates certificates, boolean implicit) {
            this.certificates = certificates;
            this.implicit = implicit;
            when("AUTH PLAIN " + base64("\0alice\0horse"), "235 2.7.0 Welcome");
            when("AUTH PLAIN", "538 5.7.11 Encryption needed");
            when("MAIL FROM", "530 5.7.0 Log in first");
            when("STARTTLS", "220 2.0.0 Go on");
            when("RSET", "250 2.0.0 Ok");
            when("QUIT", "221 2.0.0 Bye");
        }

        Usual when(String command, String reply) {
            replies.put(command, reply);
            return this;
        }

        /** Closes the connection where others reply. */
        Usual leavingAt(String command) {
            leaving = Optional.of(command);
            return this;
        }

        /** Extensions, with | between them. */
        Usual offering(String inTheClear, String overTls) {
            before = inTheClear;
            after = overTls;
            return this;
        }

        @Override
        public void play(Talk talk) throws IOException, GeneralSecurityException {
            if (implicit) {
                talk.startTls(certificates);
            }
            boolean secure = implicit;
            talk.say("220 127.0.0.1 ESMTP");
            for (var command = talk.hear(); ; command = talk.hear()) {
                if (command.startsWith("EHLO")) {
                    talk.say(("127.0.0.1|" + (secure ? after : before))
                            .replaceAll("([^|]+)\\|", "250-$1\r\n")
                            .replaceFirst("(?s)(.*\n)?(.*)$", "$1250 $2"));
                    continue;
                }
                if (leaving.filter(command::equals).isPresent()) {
                    return;
                }
                talk.say(reply(command));
                if (command.equals("STARTTLS")) {
                    talk.startTls(certificates);
                    secure = true;
                }
            }
        }

        private String reply(String command) {
            return replies.entrySet().stream()
                    .filter(entry -> command.startsWith(entry.getKey()))
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .orElse("502 5.5.1 What?");
        }

        static String base64(String text) {
            return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        }
    }
}
