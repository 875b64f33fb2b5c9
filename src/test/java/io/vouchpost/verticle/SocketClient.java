package io.vouchpost.verticle;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.vouchpost.config.Authority;
import io.vouchpost.session.Client;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A client over a real socket, which says exactly the octets it is told to. */
public final class SocketClient implements Client, AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;

    private Socket socket;
    private InputStream input;
    private KeyManager[] own = {};
    private String[] protocols = {};

    private SocketClient(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        this.input = new BufferedInputStream(socket.getInputStream());
    }

    /** In the clear, for STARTTLS. */
    public static SocketClient plain(int port) throws IOException {
        return new SocketClient(new Socket("127.0.0.1", port));
    }

    /** The same, from another address of this machine. */
    public static SocketClient plain(String from, int port) throws IOException {
        return new SocketClient(new Socket(InetAddress.getByName("127.0.0.1"), port, InetAddress.getByName(from), 0));
    }

    /** With TLS from the start. */
    public static SocketClient tls(int port) throws IOException {
        var client = plain(port);
        client.handshake();
        return client;
    }

    /** Shows this certificate, and these above it, in the handshake to come. */
    public SocketClient showing(Authority.Issued certificate, X509Certificate... above) {
        try {
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            var chain = Stream.concat(Stream.of(certificate.certificate()), Stream.of(above))
                    .toArray(X509Certificate[]::new);
            store.setKeyEntry("own", certificate.key(), new char[0], chain);
            var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, new char[0]);
            own = factory.getKeyManagers();
            return this;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Offers these by ALPN in the handshake to come. */
    public SocketClient offering(String... applicationProtocols) {
        protocols = applicationProtocols.clone();
        return this;
    }

    /** What the server has chosen of them; empty where it did not. */
    public String chosen() {
        return ((SSLSocket) socket).getApplicationProtocol();
    }

    /** Over TLS, greeted and logged in. */
    public static SocketClient loggedIn(int tlsPort) throws IOException {
        return loggedIn(tlsPort, TestGateway.ALICE);
    }

    /** The same, as somebody else with the same password. */
    public static SocketClient loggedIn(int tlsPort, String account) throws IOException {
        var client = tls(tlsPort);
        client.readReply();
        client.command("EHLO client.example");
        var response = "\0" + account + '\0' + TestGateway.PASSWORD;
        client.command("AUTH PLAIN " + Base64.getEncoder().encodeToString(response.getBytes(StandardCharsets.UTF_8)));
        return client;
    }

    @Override
    public void send(byte[] octets) throws IOException {
        try {
            socket.getOutputStream().write(octets);
            socket.getOutputStream().flush();
        } catch (SocketException closed) {
            // the server may close while a transcript has more to say; what it said before is still to be read
        }
    }

    public void send(String text) throws IOException {
        send(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends a line and reads the whole reply: its lines, joined by LF. */
    public String command(String line) throws IOException {
        send(line + "\r\n");
        return readReply();
    }

    /** All lines of one reply, joined by LF; empty when the server has closed. */
    public String readReply() throws IOException {
        var reply = new StringBuilder();
        Optional<String> line;
        do {
            line = readLine();
            line.ifPresent(text -> reply.append(reply.isEmpty() ? "" : "\n").append(text));
        } while (line.filter(text -> text.length() > 3 && text.charAt(3) == '-').isPresent());
        return reply.toString();
    }

    @Override
    public void handshake() throws IOException {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(own, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
            var secure =
                    (SSLSocket) context.getSocketFactory().createSocket(socket, "127.0.0.1", socket.getPort(), true);
            if (protocols.length > 0) {
                var parameters = secure.getSSLParameters();
                parameters.setApplicationProtocols(protocols);
                secure.setSSLParameters(parameters);
            }
            secure.startHandshake();
            socket = secure;
            input = new BufferedInputStream(secure.getInputStream());
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    /** Sends close_notify, and leaves the connection open to be answered. */
    void saysNoMore() throws IOException {
        socket.shutdownOutput();
    }

    /** What the server has shown in the handshake. */
    public X509Certificate certificate() throws IOException {
        return (X509Certificate) ((SSLSocket) socket).getSession().getPeerCertificates()[0];
    }

    @Override
    public Optional<String> readLine() throws IOException {
        var line = new ByteArrayOutputStream();
        try {
            for (int octet = input.read(); octet >= 0; octet = input.read()) {
                if (octet == '\n') {
                    return Optional.of(line.toString(StandardCharsets.UTF_8).replaceAll("\r$", ""));
                }
                line.write(octet);
            }
        } catch (SocketException reset) {
            // closed with something of ours unread
        }
        return line.size() == 0 ? Optional.empty() : Optional.of(line.toString(StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
