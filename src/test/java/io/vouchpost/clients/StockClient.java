package io.vouchpost.clients;

import static io.vouchpost.clients.Attempt.HOST;
import static io.vouchpost.clients.Letter.withLocalLines;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.vouchpost.clients.Attempt.Security;
import io.vouchpost.verticle.TestGateway;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/**
 * The mail programs that Debian has, each told what to do in its own language. Those that take their
 * password otherwise do not get it as an argument.
 */
enum StockClient implements Client {
    SWAKS(
            "swaks",
            "swaks libnet-ssleay-perl libauthen-sasl-perl libauthen-ntlm-perl libdigest-hmac-perl",
            EnumSet.of(Choice.PLAIN, Choice.LOGIN, Choice.CRAM_MD5, Choice.DIGEST_MD5, Choice.NTLM, Choice.ITS_OWN)) {
        @Override
        Program program(Attempt attempt) throws IOException {
            // it ends the last line itself
            var letter = Files.writeString(
                    attempt.folder().resolve("letter"), Letter.whole().stripTrailing());
            var command = new ArrayList<>(List.of("swaks", "--server", HOST, "--port", "" + attempt.port()));
            command.add(attempt.bySecurity("--tls-on-connect", "--tls"));
            command.addAll(List.of(
                    "--tls-verify", "--tls-ca-path", attempt.certificate().toString()));
            command.addAll(List.of("--auth", attempt.mechanismIsGiven() ? attempt.mechanism() : "ANY"));
            command.addAll(
                    List.of("--auth-user", attempt.user(), "--from", Letter.FROM, "--to", String.join(",", Letter.TO)));
            command.addAll(List.of("--data", "@" + letter));
            return Program.in(attempt.folder(), command.toArray(String[]::new))
                    .with("SWAKS_OPT_auth_password", attempt.secret());
        }
    },

    CURL(
            "curl",
            "curl",
            EnumSet.of(
                    Choice.PLAIN,
                    Choice.LOGIN,
                    Choice.CRAM_MD5,
                    Choice.DIGEST_MD5,
                    Choice.NTLM,
                    Choice.XOAUTH2,
                    Choice.OAUTHBEARER,
                    Choice.EXTERNAL,
                    Choice.ITS_OWN)) {
        @Override
        Program program(Attempt attempt) throws IOException {
            var letter = Files.write(attempt.folder().resolve("letter"), Letter.octets());
            var settings = new ArrayList<String>();
            settings.add("url = " + attempt.bySecurity("smtps", "smtp") + "://" + HOST + ":" + attempt.port());
            settings.add("ssl-reqd");
            settings.add("cacert = " + attempt.certificate());
            if (Choice.OAUTH.contains(attempt.choice())) {
                settings.add("user = " + attempt.user());
                settings.add("oauth2-bearer = \"" + attempt.secret() + "\"");
            } else {
                settings.add("user = \"" + attempt.user() + ":" + attempt.secret() + "\"");
            }
            if (attempt.external()) {
                settings.add("cert = " + attempt.identity());
            }
            if (attempt.mechanismIsGiven()) {
                settings.add("login-options = AUTH=" + attempt.mechanism());
            }
            settings.add("mail-from = " + Letter.FROM);
            Letter.TO.forEach(recipient -> settings.add("mail-rcpt = " + recipient));
            settings.add("upload-file = " + letter);
            return Program.in(attempt.folder(), "curl", "--verbose", "--no-progress-meter", "--config", "-")
                    .reading(String.join("\n", settings));
        }
    },

    MSMTP(
            "msmtp",
            "msmtp",
            EnumSet.of(
                    Choice.PLAIN,
                    Choice.LOGIN,
                    Choice.CRAM_MD5,
                    Choice.DIGEST_MD5,
                    Choice.NTLM,
                    Choice.SCRAM_SHA_1,
                    Choice.SCRAM_SHA_256,
                    Choice.XOAUTH2,
                    Choice.OAUTHBEARER,
                    Choice.EXTERNAL,
                    Choice.ITS_OWN)) {
        @Override
        Program program(Attempt attempt) throws IOException {
            var choice = attempt.mechanismIsGiven() ? attempt.mechanism().toLowerCase(Locale.ROOT) : "on";
            var settings = Program.secretFile(
                    attempt.folder(),
                    "msmtprc",
                    String.join(
                            "\n",
                            "account default",
                            "host " + HOST,
                            "port " + attempt.port(),
                            "tls on",
                            "tls_starttls " + attempt.bySecurity("off", "on"),
                            "tls_trust_file " + attempt.certificate(),
                            "auth " + choice,
                            "user " + attempt.user(),
                            attempt.external()
                                    ? "tls_cert_file " + attempt.identity() + "\ntls_key_file " + attempt.identity()
                                    : "password " + attempt.secret(),
                            "from " + Letter.FROM,
                            ""));
            var command = new ArrayList<>(List.of("msmtp", "--file", settings.toString(), "--"));
            command.addAll(Letter.TO);
            return Program.in(attempt.folder(), command.toArray(String[]::new)).reading(withLocalLines(Letter.whole()));
        }
    },

    PYTHON_SMTPLIB("python3", "python3", EnumSet.of(Choice.PLAIN, Choice.LOGIN, Choice.CRAM_MD5, Choice.ITS_OWN)) {
        @Override
        Program program(Attempt attempt) {
            return Program.in(
                            attempt.folder(),
                            "python3",
                            resource("smtplib-client.py").toString(),
                            attempt.security().name(),
                            attempt.mechanismIsGiven() ? attempt.mechanism() : "ITS_OWN",
                            HOST,
                            "" + attempt.port(),
                            attempt.certificate().toString(),
                            attempt.user(),
                            Letter.FROM,
                            String.join(",", Letter.TO))
                    .with("PASSWORD", attempt.secret())
                    .reading(Letter.octets());
        }
    },

    S_NAIL(
            "s-nail",
            "s-nail",
            EnumSet.of(Choice.PLAIN, Choice.LOGIN, Choice.CRAM_MD5, Choice.XOAUTH2, Choice.EXTERNAL, Choice.ITS_OWN)) {
        @Override
        Program program(Attempt attempt) throws IOException {
            var settings = new ArrayList<String>();
            settings.add("set v15-compat");
            settings.add("set mta=" + attempt.bySecurity("smtps", "smtp") + "://" + encoded(attempt.user()) + ":"
                    + encoded(attempt.secret()) + "@" + HOST + ":" + attempt.port());
            settings.add(attempt.bySecurity("unset", "set") + " smtp-use-starttls");
            settings.add("set tls-verify=strict tls-ca-no-defaults tls-ca-file=" + attempt.certificate());
            if (attempt.mechanismIsGiven()) {
                // what it calls oauthbearer is XOAUTH2
                var name = attempt.choice() == Choice.XOAUTH2 ? "oauthbearer" : attempt.mechanism();
                settings.add("set smtp-auth=" + name.toLowerCase(Locale.ROOT));
            }
            if (attempt.external()) {
                settings.add(
                        "set tls-config-pairs=Certificate=" + attempt.identity() + ",PrivateKey=" + attempt.identity());
            }
            settings.add("set hostname=client.example from=" + Letter.FROM);
            // the sending process is waited for, or its failure would go unseen
            settings.add("set sendwait nosave");
            settings.add("set ttycharset=utf-8 sendcharsets=utf-8 mime-encoding=8bit");
            var file = Program.secretFile(attempt.folder(), "mailrc", String.join("\n", settings) + "\n");
            var command = new ArrayList<>(List.of("s-nail", "-:u", "-s", Letter.SUBJECT));
            command.addAll(Letter.TO);
            return Program.in(attempt.folder(), command.toArray(String[]::new))
                    .with("MAILRC", file.toString())
                    .reading(withLocalLines(Letter.TEXT));
        }

        @Override
        public boolean composes() {
            return true;
        }
    },

    NODEMAILER(
            "node",
            "nodejs node-nodemailer",
            EnumSet.of(Choice.PLAIN, Choice.LOGIN, Choice.CRAM_MD5, Choice.XOAUTH2, Choice.ITS_OWN)) {
        @Override
        Program program(Attempt attempt) {
            return Program.in(
                            attempt.folder(),
                            "node",
                            resource("nodemailer-client.js").toString(),
                            attempt.security().name(),
                            attempt.mechanismIsGiven() ? attempt.mechanism() : "ITS_OWN",
                            HOST,
                            "" + attempt.port(),
                            attempt.user(),
                            Letter.FROM,
                            String.join(",", Letter.TO))
                    .with("NODE_EXTRA_CA_CERTS", attempt.certificate().toString())
                    .with("NODE_PATH", "/usr/share/nodejs")
                    .with("PASSWORD", attempt.secret())
                    .reading(Letter.octets());
        }
    },

    /** Left to itself it takes the strongest -PLUS, which is another matter. */
    GSASL("gsasl", "gsasl", EnumSet.range(Choice.PLAIN, Choice.SCRAM_SHA_256_PLUS)) {
        @Override
        Program program(Attempt attempt) {
            var command = new ArrayList<>(List.of("gsasl", "--verbose", "--smtp", "--starttls"));
            command.addAll(List.of("--connect", HOST + ":" + attempt.port(), "--hostname", HOST));
            command.addAll(List.of("--x509-ca-file", attempt.certificate().toString()));
            command.addAll(List.of("--mechanism", attempt.mechanism(), "--quality-of-protection", "qop-auth"));
            command.addAll(List.of("--realm", TestGateway.HOSTNAME));
            command.addAll(List.of("--authentication-id", attempt.user(), "--password", attempt.secret()));
            if (!attempt.choice().binds()) {
                command.add("--no-cb");
            }
            return Program.in(attempt.folder(), command.toArray(String[]::new)).reading(Conversation.submitting());
        }

        @Override
        public Set<Security> securities() {
            return EnumSet.of(Security.STARTTLS);
        }
    },

    CYRUS_SMTPTEST(
            "/usr/lib/cyrus/bin/smtptest",
            "cyrus-clients libsasl2-modules",
            EnumSet.of(
                    Choice.PLAIN,
                    Choice.LOGIN,
                    Choice.CRAM_MD5,
                    Choice.DIGEST_MD5,
                    Choice.NTLM,
                    Choice.SCRAM_SHA_1,
                    Choice.SCRAM_SHA_256,
                    Choice.ITS_OWN)) {
        @Override
        Program program(Attempt attempt) throws IOException {
            var script = Files.writeString(attempt.folder().resolve("script"), Conversation.submitting());
            var command = new ArrayList<>(List.of("/usr/lib/cyrus/bin/smtptest", "-p", "" + attempt.port()));
            command.addAll(attempt.implicitTls() ? List.of("-s") : List.of("-t", ""));
            command.addAll(List.of(
                    "-a", attempt.user(), "-u", attempt.user(), "-w", attempt.secret(), "-f", script.toString()));
            if (attempt.mechanismIsGiven()) {
                command.addAll(List.of("-m", attempt.mechanism()));
            }
            command.add(HOST);
            return Program.in(attempt.folder(), command.toArray(String[]::new));
        }
    };

    private final String command;
    private final String packages;
    private final Set<Choice> choices;

    StockClient(String command, String packages, Set<Choice> choices) {
        this.command = command;
        this.packages = packages;
        this.choices = choices;
    }

    abstract Program program(Attempt attempt) throws IOException;

    @Override
    public Report submit(Attempt attempt) throws Exception {
        Installed.require(command, packages);
        return program(attempt).run();
    }

    @Override
    public Set<Choice> choices() {
        return choices;
    }

    @Override
    public String title() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** Debian's, of the package that has it. */
    @Override
    public String version() throws Exception {
        var names = packages.split(" ", -1);
        var name = this == NODEMAILER ? names[1] : names[0];
        var folder = Files.createTempDirectory("version");
        return Program.in(folder, "dpkg-query", "-W", "-f", "${Version}", name)
                .run()
                .said();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20");
    }

    private static Path resource(String name) {
        return Path.of(Objects.requireNonNull(StockClient.class.getResource("/clients/" + name))
                .getPath());
    }
}
