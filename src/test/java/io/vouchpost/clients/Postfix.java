package io.vouchpost.clients;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.vertx.core.net.SelfSignedCertificate;
import io.vouchpost.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.Comparator;
import java.util.List;

/**
 * A private Postfix, as Debian has it, with everything of its own in one temporary folder: the machine's is not touched. It
 * takes mail only over TLS from those who log in (Cyrus SASL with its database), for {@code bob} and {@code carol} at
 * {@code example.net}, and delivers it to maildirs. Starting it takes root.
 */
final class Postfix implements AutoCloseable {
    static final String HOSTNAME = "hop.example.net";
    static final String USER = "gateway@" + HOSTNAME;
    static final String PASSWORD = "up stream";
    static final List<String> MAILBOXES = List.of("bob", "carol");

    private static final String DELIVERING_USER = "nobody";
    private static final String DELIVERING_GROUP = "nogroup";

    private final Path folder;
    private final Path configuration;
    private final int port;
    private final SelfSignedCertificate certificate = SelfSignedCertificate.create(Attempt.HOST);

    /** Listening when this returns. */
    static Postfix start() throws Exception {
        Installed.require("postfix", "postfix");
        Installed.require("saslpasswd2", "sasl2-bin libsasl2-modules");
        Installed.require(
                System.getProperty("user.name").equals("root"), "Postfix starts as root only: run this test as root");
        var postfix = new Postfix();
        try {
            postfix.configure();
            postfix.command("start");
            return postfix;
        } catch (Exception failed) {
            try {
                postfix.close();
            } catch (Exception alsoFailed) {
                failed.addSuppressed(alsoFailed);
            }
            throw failed;
        }
    }

    private Postfix() throws IOException {
        // not a @TempDir, which Postfix's own user may not enter
        folder = Files.createTempDirectory(
                "postfix", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        configuration = folder.resolve("conf");
        port = FreePort.any();
    }

    int port() {
        return port;
    }

    /** In PEM, self-signed. */
    Path authority() {
        return Path.of(certificate.certificatePath());
    }

    /** Takes a message out of the mailbox, one character for each octet; waits for it. */
    String delivered(String user) throws Exception {
        return mailbox(user)
                .take()
                .orElseThrow(() -> new IllegalStateException("nothing came to " + user + ":\n" + log()));
    }

    Maildir mailbox(String user) {
        return new Maildir(maildir(user));
    }

    Path maildir(String user) {
        return folder.resolve("mail").resolve(user);
    }

    /** What it wrote so far. */
    String log() {
        try {
            return Files.readString(folder.resolve("log"), ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void configure() throws Exception {
        var sasl = configuration.resolve("sasl");
        var data = folder.resolve("data");
        for (var created : List.of(sasl, data, folder.resolve("queue"), folder.resolve("mail"))) {
            Files.createDirectories(created);
        }
        own(data, "postfix");
        Files.copy(Path.of(certificate.privateKeyPath()), configuration.resolve("key.pem"));
        Files.copy(authority(), configuration.resolve("certificate.pem"));
        for (var user : MAILBOXES) {
            for (var part : List.of("new", "cur", "tmp")) {
                var maildir = Files.createDirectories(
                        folder.resolve("mail").resolve(user).resolve(part));
                own(maildir, DELIVERING_USER);
                Files.setAttribute(maildir, "posix:group", principals().lookupPrincipalByGroupName(DELIVERING_GROUP));
            }
        }
        template("main.cf", configuration);
        template("master.cf", configuration);
        template("smtpd.conf", sasl);
        var database = sasl.resolve("sasldb2");
        succeed(Program.in(folder, "saslpasswd2", "-p", "-c", "-f", database.toString(), "-u", HOSTNAME, "gateway")
                .reading(PASSWORD));
        own(database, "postfix");
    }

    private void template(String name, Path into) throws IOException {
        try (var resource = Postfix.class.getResourceAsStream("/postfix/" + name)) {
            var text = new String(resource.readAllBytes(), ISO_8859_1)
                    .replace("@folder@", folder.toString())
                    .replace("@port@", "" + port)
                    .replace("@hostname@", HOSTNAME)
                    .replace(
                            "@uid@",
                            Files.getAttribute(deliveredTo(), "unix:uid").toString())
                    .replace(
                            "@gid@",
                            Files.getAttribute(deliveredTo(), "unix:gid").toString());
            Files.writeString(into.resolve(name), text);
        }
    }

    private Path deliveredTo() {
        return folder.resolve("mail").resolve(MAILBOXES.get(0)).resolve("new");
    }

    private static void own(Path file, String user) throws IOException {
        Files.setOwner(file, principals().lookupPrincipalByName(user));
    }

    private static UserPrincipalLookupService principals() {
        return FileSystems.getDefault().getUserPrincipalLookupService();
    }

    private void command(String verb) throws Exception {
        succeed(Program.in(folder, "postfix", "-c", configuration.toString(), verb));
    }

    private void succeed(Program program) throws Exception {
        var report = program.run();
        if (!report.succeeded()) {
            var log = folder.resolve("log");
            throw new IllegalStateException(report.said() + (Files.exists(log) ? log() : ""));
        }
    }

    @Override
    public void close() throws Exception {
        try {
            if (Files.exists(folder.resolve("queue/pid/master.pid"))) {
                command("stop");
            }
        } finally {
            certificate.delete();
            try (var files = Files.walk(folder)) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }
}
