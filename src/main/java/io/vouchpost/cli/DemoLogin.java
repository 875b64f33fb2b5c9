package io.vouchpost.cli;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vouchpost.config.Authorities;
import io.vouchpost.config.DeliverySettings;
import io.vouchpost.config.DkimSettings;
import io.vouchpost.config.PemFiles;
import io.vouchpost.config.RouteSettings;
import io.vouchpost.config.RouteSettings.TlsPolicy;
import io.vouchpost.config.Settings;
import io.vouchpost.delivery.Leeway;
import io.vouchpost.delivery.MailClientTransport;
import io.vouchpost.delivery.Outcome;
import io.vouchpost.message.ContentStore;
import io.vouchpost.message.Stored;
import io.vouchpost.message.Submission;
import io.vouchpost.secret.Secret;
import io.vouchpost.smtp.Envelope;
import io.vouchpost.smtp.Mailbox;
import io.vouchpost.smtp.Recipient;
import io.vouchpost.smtp.Terms;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Who uses the demo, by name and password; and a first message of theirs, sent as a mail program would. */
record DemoLogin(String name, String password) {
    static final String FRIEND = "friend@example.net";

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String LETTERS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    private static final int LENGTH = 16;
    private static final String MESSAGE = """
            From: Demo <demo@example.org>
            To: Friend <friend@example.net>
            Subject: It works

            This message has gone in over TLS with a log-in, and out to the next hop.
            """;

    /** Without signs that a shell would read in its own way. */
    static DemoLogin generate() {
        var password = new SecureRandom()
                .ints(LENGTH, 0, LETTERS.length())
                .collect(StringBuilder::new, (text, i) -> text.append(LETTERS.charAt(i)), StringBuilder::append);
        return new DemoLogin("demo@example.org", password.toString());
    }

    /** Submits it to the gateway itself, by the gateway's own transport: its certificate is verified, its log-in used. */
    static Future<Outcome> firstMessage(Vertx vertx, Settings settings, DemoLogin login, List<Integer> ports) {
        var usual = settings.delivery();
        var password = new RouteSettings.Proof.Password(Secret.ofText(login.password()));
        Authorities authorities;
        try {
            authorities = Authorities.read(certificate(settings));
        } catch (PemFiles.Unusable e) {
            return Future.failedFuture(e);
        }
        var route = new RouteSettings(
                "self",
                RouteSettings.Match.ALL,
                List.of(new RouteSettings.Host("127.0.0.1", ports.get(0), false, 0, 1)),
                TlsPolicy.REQUIRED,
                Optional.of(authorities),
                Optional.of(new RouteSettings.Login(login.name(), password, List.of("PLAIN"))),
                false,
                1,
                PATIENCE,
                Duration.ofSeconds(1),
                Duration.ZERO,
                usual.routes().get(0).retry());
        var delivery = new DeliverySettings(
                usual.acknowledge(),
                PATIENCE,
                PATIENCE,
                Duration.ZERO,
                List.of(route),
                usual.spool(),
                usual.notifications(),
                new DkimSettings(List.of()));
        return submission(vertx, settings, login).compose(submission -> {
            var transport = MailClientTransport.create(vertx, "localhost", delivery);
            return transport
                    .send("self", submission, Leeway.of(PATIENCE))
                    .map(outcomes -> outcomes.get(0))
                    .onComplete(done -> submission.content().release())
                    .eventually(transport::close);
        });
    }

    static Path certificate(Settings settings) {
        return settings.tls().selfSignedDirectory().resolve("certificate.pem");
    }

    private static Future<Submission> submission(Vertx vertx, Settings settings, DemoLogin login) {
        return ContentStore.start(vertx, settings.limits())
                .compose(store -> {
                    var writer = store.open();
                    writer.write(Buffer.buffer(MESSAGE.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8)));
                    return writer.finish(false);
                })
                .compose(stored -> stored instanceof Stored.Whole whole
                        ? Future.succeededFuture(whole.content())
                        : Future.failedFuture("no room for a message"))
                .map(content -> new Submission(
                        "demo", login.name(), envelope(login), "", content, Optional.empty(), Optional.empty()));
    }

    private static Envelope envelope(DemoLogin login) {
        var from = new Mailbox(login.name().substring(0, login.name().indexOf('@')), "example.org");
        return new Envelope(
                Optional.of(from),
                List.of(Recipient.of(new Mailbox("friend", "example.net"))),
                Envelope.BodyType.SEVEN_BIT,
                false,
                Terms.NONE);
    }

    @Override
    public String toString() {
        return name;
    }
}
