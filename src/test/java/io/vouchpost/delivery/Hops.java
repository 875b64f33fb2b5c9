package io.vouchpost.delivery;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vouchpost.config.Authorities;
import io.vouchpost.config.DeliverySettings;
import io.vouchpost.config.DkimSettings;
import io.vouchpost.config.NotificationSettings;
import io.vouchpost.config.PemFiles;
import io.vouchpost.config.RetrySettings;
import io.vouchpost.config.RouteSettings;
import io.vouchpost.config.RouteSettings.Host;
import io.vouchpost.config.RouteSettings.Login;
import io.vouchpost.config.RouteSettings.TlsPolicy;
import io.vouchpost.config.SpoolSettings;
import io.vouchpost.message.Content;
import io.vouchpost.message.Submission;
import io.vouchpost.smtp.Envelope;
import io.vouchpost.smtp.Envelope.BodyType;
import io.vouchpost.smtp.Mailbox;
import io.vouchpost.smtp.Recipient;
import io.vouchpost.smtp.Terms;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** A route to scripted servers, and the transport over it; everything is closed at the end of the test. */
final class Hops implements AutoCloseable {
    static final String ROUTE = "smarthost";

    final Vertx vertx;
    private final boolean shared;
    private final List<AutoCloseable> opened = new ArrayList<>();
    private final List<Host> hosts = new ArrayList<>();
    private TlsPolicy tls = TlsPolicy.NONE;
    private Optional<Authorities> authorities = Optional.empty();
    private Optional<Login> login = Optional.empty();
    private int connections = 2;
    private boolean trusted;
    private Duration timeout = Duration.ofSeconds(20);
    private Optional<Leeway> leeway = Optional.empty();
    private Duration connectTimeout = Duration.ofSeconds(5);
    private Duration keepAlive = Duration.ofSeconds(60);
    private Duration backoff = Duration.ZERO;
    private Clock clock = Clock.systemUTC();
    private MailClientTransport transport;

    Hops() {
        this(Vertx.vertx(), false);
    }

    /** On what other tests use too. */
    Hops(Vertx shared) {
        this(shared, true);
    }

    private Hops(Vertx vertx, boolean shared) {
        this.vertx = vertx;
        this.shared = shared;
    }

    ScriptedServer server() {
        var server = new ScriptedServer(vertx);
        opened.add(server);
        return server;
    }

    Hops host(ScriptedServer server) {
        return host("127.0.0.1", server.port(), false);
    }

    Hops host(String name, int port, boolean implicitTls) {
        return host(name, port, implicitTls, hosts.size(), 1);
    }

    /** Those without priority are tried in the order in which they were named. */
    Hops host(String name, int port, boolean implicitTls, int priority, int weight) {
        hosts.add(new Host(name, port, implicitTls, priority, weight));
        return this;
    }

    Hops tls(TlsPolicy policy, String trusted) {
        tls = policy;
        try {
            authorities = trusted.equals("none") ? Optional.empty() : Optional.of(Authorities.read(Path.of(trusted)));
        } catch (PemFiles.Unusable e) {
            throw new IllegalArgumentException(e);
        }
        return this;
    }

    Hops login(Login upstream) {
        login = Optional.of(upstream);
        return this;
    }

    Hops connections(int most) {
        connections = most;
        return this;
    }

    Hops timeout(Duration whole) {
        timeout = whole;
        return this;
    }

    /** Instead of the timeout as long as all but the last answer is concerned. */
    Hops leeway(Leeway until) {
        leeway = Optional.of(until);
        return this;
    }

    Hops trusted() {
        trusted = true;
        return this;
    }

    Hops connectTimeout(Duration each) {
        connectTimeout = each;
        return this;
    }

    Hops keepAlive(Duration idle) {
        keepAlive = idle;
        return this;
    }

    Hops backoff(Duration longest) {
        backoff = longest;
        return this;
    }

    Hops clock(Clock turned) {
        clock = turned;
        return this;
    }

    MailClientTransport transport() {
        if (transport == null) {
            transport = MailClientTransport.create(
                    vertx,
                    "gateway.example",
                    settings(route(ROUTE)),
                    Preparation.NONE,
                    clock,
                    new SplittableRandom(2782));
        }
        return transport;
    }

    /** What was said so far as a route of that name. */
    RouteSettings route(String name) {
        return new RouteSettings(
                name,
                RouteSettings.Match.ALL,
                hosts,
                tls,
                authorities,
                login,
                trusted,
                connections,
                connectTimeout,
                keepAlive,
                backoff,
                new RetrySettings(List.of(Duration.ofMinutes(1)), 0, Duration.ofDays(5), Duration.ofHours(4)));
    }

    DeliverySettings settings(RouteSettings... routes) {
        return new DeliverySettings(
                DeliverySettings.Acknowledge.RELAYED,
                timeout,
                timeout,
                Duration.ZERO,
                List.of(routes),
                new SpoolSettings(1_000_000, 0, Duration.ofMinutes(1), Duration.ofDays(1)),
                new NotificationSettings(Optional.empty(), 10_000),
                new DkimSettings(List.of()));
    }

    /** The file says this now. */
    void reload(RouteSettings... routes) throws Exception {
        await(transport().apply(settings(routes)));
    }

    /** What became of the message for its first recipient. */
    Future<Outcome> begin(Submission submission) {
        return beginAll(submission).map(outcomes -> outcomes.get(0));
    }

    private Future<List<Outcome>> beginAll(Submission submission) {
        return transport().send(ROUTE, submission, leeway.orElse(Leeway.of(timeout)));
    }

    /** What became of the message for each recipient. */
    List<Outcome> sendAll(Submission submission) throws Exception {
        return await(beginAll(submission));
    }

    Outcome send(Submission submission) throws Exception {
        return await(begin(submission));
    }

    static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    static Submission message(Content content, String from, String... to) {
        return message(envelope(BodyType.UNDECLARED, false, from, to), "", content);
    }

    static Submission message(Envelope envelope, String trace, Content content) {
        return new Submission("s1", "alice", envelope, trace, content, Optional.empty(), Optional.empty());
    }

    static Submission message(String from, String... to) {
        return message(MemoryContent.of("Subject: hello\r\n\r\nHello.\r\n"), from, to);
    }

    static Envelope envelope(BodyType body, boolean smtpUtf8, String from, String... to) {
        return new Envelope(
                from.isEmpty() ? Optional.empty() : Optional.of(mailbox(from)),
                Arrays.stream(to).map(Hops::mailbox).map(Recipient::of).toList(),
                body,
                smtpUtf8,
                Terms.NONE);
    }

    private static Mailbox mailbox(String address) {
        int at = address.lastIndexOf('@');
        return new Mailbox(address.substring(0, at), address.substring(at + 1));
    }

    @Override
    public void close() throws Exception {
        if (transport != null) {
            await(transport.close());
        }
        for (var each : opened) {
            each.close();
        }
        if (!shared) {
            await(vertx.close());
        }
    }
}
