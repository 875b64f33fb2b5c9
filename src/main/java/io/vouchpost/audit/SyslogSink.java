package io.vouchpost.audit;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.datagram.DatagramSocket;
import io.vertx.core.datagram.DatagramSocketOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PemTrustOptions;
import io.vouchpost.config.AuditSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Events to a syslog server: datagrams (RFC 5426), or a connection with octet counting in the clear (RFC 6587 §3.4.1) or over
 * TLS (RFC 5425), opened anew when it is lost. Syslog acknowledges nothing: what was under way when a connection broke may be
 * missing there, or be there twice.
 */
abstract class SyslogSink implements Sink {
    private static final int PATIENCE_SECONDS = 5;
    /** RFC 5426 §3.2: what receivers should be able to take. */
    private static final int LONGEST_DATAGRAM = 2_048;
    /** RFC 5425 §4.3.1 asks receivers for as much. */
    private static final int LONGEST_FRAME = 8_192;

    final AuditSettings.Syslog settings;
    private final SyslogMessage form;

    private SyslogSink(AuditSettings.Syslog settings, String hostname, int limit) {
        this.settings = settings;
        this.form =
                new SyslogMessage(settings, hostname, ProcessHandle.current().pid(), limit);
    }

    static SyslogSink open(Vertx vertx, AuditSettings.Syslog settings, String hostname) {
        return settings.transport() == AuditSettings.Transport.UDP
                ? new Datagrams(vertx, settings, hostname)
                : new Connection(vertx, settings, hostname);
    }

    @Override
    public String name() {
        return "syslog";
    }

    @Override
    public int write(List<Entry> entries) throws Exception {
        var messages = entries.stream()
                .map(entry -> form.encode(entry.time(), entry.json()))
                .toList();
        try {
            send(messages);
        } catch (RuntimeException away) {
            throw new Outage(away);
        }
        return 0;
    }

    abstract void send(List<byte[]> messages) throws Exception;

    private static <T> T await(Future<T> future) throws Exception {
        try {
            return future.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception problem ? problem : e;
        }
    }

    private static final class Datagrams extends SyslogSink {
        private final DatagramSocket socket;

        Datagrams(Vertx vertx, AuditSettings.Syslog settings, String hostname) {
            super(settings, hostname, LONGEST_DATAGRAM);
            socket = vertx.createDatagramSocket(
                    new DatagramSocketOptions().setIpV6(settings.host().indexOf(':') >= 0));
        }

        @Override
        void send(List<byte[]> messages) throws Exception {
            for (var message : messages) {
                await(socket.send(Buffer.buffer(message), settings.port(), settings.host()));
            }
        }

        @Override
        public void close() {
            socket.close();
        }
    }

    private static final class Connection extends SyslogSink {
        private final NetClient client;
        private Optional<Open> current = Optional.empty();

        private record Open(NetSocket socket, AtomicBoolean lost) {}

        Connection(Vertx vertx, AuditSettings.Syslog settings, String hostname) {
            super(settings, hostname, LONGEST_FRAME);
            client = vertx.createNetClient(options(settings));
        }

        private static NetClientOptions options(AuditSettings.Syslog settings) {
            var options = new NetClientOptions()
                    .setConnectTimeout((int) TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS))
                    .setTcpKeepAlive(true);
            if (settings.transport() == AuditSettings.Transport.TLS) {
                options.setSsl(true)
                        .setHostnameVerificationAlgorithm("HTTPS")
                        .setSslHandshakeTimeout(PATIENCE_SECONDS)
                        .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS);
                settings.authorities()
                        .ifPresent(file -> options.setTrustOptions(new PemTrustOptions().addCertPath(file.toString())));
            }
            return options;
        }

        @Override
        void send(List<byte[]> messages) throws Exception {
            var frames = Buffer.buffer();
            for (var message : messages) {
                frames.appendBytes((message.length + " ").getBytes(StandardCharsets.US_ASCII))
                        .appendBytes(message);
            }
            var open = connected();
            try {
                await(open.socket().write(frames));
                if (open.lost().get()) {
                    throw new IOException("the connection was lost");
                }
            } catch (Exception broken) {
                current = Optional.empty();
                open.socket().close();
                throw broken;
            }
        }

        private Open connected() throws Exception {
            if (current.filter(open -> !open.lost().get()).isEmpty()) {
                var lost = new AtomicBoolean();
                var socket = await(client.connect(settings.port(), settings.host())
                        .map(it -> it.handler(ignored -> {}) // or its end would not be seen
                                .closeHandler(gone -> lost.set(true))
                                .exceptionHandler(broken -> lost.set(true))));
                current = Optional.of(new Open(socket, lost));
            }
            return current.orElseThrow();
        }

        /** After what was written has gone out. */
        @Override
        public void close() {
            current.ifPresent(open -> open.socket().end());
            client.close();
        }
    }
}
