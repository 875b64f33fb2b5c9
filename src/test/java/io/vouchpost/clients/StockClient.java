package io.vouchpost.clients;

import static io.vouchpost.clients.Attempt.HOST;
import static io.vouchpost.clients.Attempt.USER;
import static io.vouchpost.clients.Letter.withLocalLines;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** The clients that Debian has, each told what to do in its own language. None gets its password as an argument. */
enum StockClient implements Client {
    SWAKS("swaks", "swaks libnet-ssleay-perl") {
        @Override
        Program program(Attempt attempt) throws IOException {
            // it ends the last line itself
            var letter = Files.writeString(
                    attempt.folder().resolve("letter"), Letter.whole().stripTrailing());
            var command = new ArrayList<>(List.of("swaks", "--server", HOST, "--port", "" + attempt.port()));
            command.add(attempt.bySecurity("--tls-on-connect", "--tls"));
            command.addAll(List.of(
                    "--tls-verify", "--tls-ca-path", attempt.certificate().toString()));
            command.addAll(List.of(
                    "--auth", attempt.mechanismIsGiven() ? attempt.choice().name() : "ANY"));
            command.addAll(List.of("--auth-user", USER, "--from", Letter.FROM, "--to", String.join(",", Letter.TO)));
            command.addAll(List.of("--data", "@" + letter));
            return Program.in(attempt.folder(), command.toArray(String[]::new))
                    .with("SWAKS_OPT_auth_password", attempt.password());
        }
    },

    CURL("curl", "curl") {
        @Override
        Program program(Attempt attempt) throws IOException {
            var letter = Files.write(attempt.folder().resolve("letter"), Letter.octets());
            var settings = new ArrayList<String>();
            settings.add("url = " + attempt.bySecurity("smtps", "smtp") + "://" + HOST + ":" + attempt.port());
            settings.add("ssl-reqd");
            settings.add("cacert = " + attempt.certificate());
            settings.add("user = \"" + USER + ":" + attempt.password() + "\"");
            if (attempt.mechanismIsGiven()) {
                settings.add("login-options = AUTH=" + attempt.choice());
            }
            settings.add("mail-from = " + Letter.FROM);
            Letter.TO.forEach(recipient -> settings.add("mail-rcpt = " + recipient));
            settings.add("upload-file = " + letter);
            return Program.in(attempt.folder(), "curl", "--verbose", "--no-progress-meter", "--config", "-")
                    .reading(String.join("\n", settings));
        }
    },

    MSMTP("msmtp", "msmtp") {
        @Override
        Program program(Attempt attempt) throws IOException {
            var choice = attempt.mechanismIsGiven() ? attempt.choice().name().toLowerCase(Locale.ROOT) : "on";
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
                            "user " + USER,
                            "password " + attempt.password(),
                            "from " + Letter.FROM,
                            ""));
            var command = new ArrayList<>(List.of("msmtp", "--file", settings.toString(), "--"));
            command.addAll(Letter.TO);
            return Program.in(attempt.folder(), command.toArray(String[]::new)).reading(withLocalLines(Letter.whole()));
        }
    },

    PYTHON_SMTPLIB("python3", "python3") {
        @Override
        Program program(Attempt attempt) {
            return Program.in(
                            attempt.folder(),
                            "python3",
                            resource("smtplib-client.py").toString(),
                            attempt.security().name(),
                            attempt.choice().name(),
                            HOST,
                            "" + attempt.port(),
                            attempt.certificate().toString(),
                            USER,
                            Letter.FROM,
                            String.join(",", Letter.TO))
                    .with("PASSWORD", attempt.password())
                    .reading(Letter.octets());
        }
    },

    S_NAIL("s-nail", "s-nail") {
        @Override
        Program program(Attempt attempt) throws IOException {
            var settings = new ArrayList<String>();
            settings.add("set v15-compat");
            settings.add("set mta=" + attempt.bySecurity("smtps", "smtp") + "://" + encoded(USER) + ":"
                    + encoded(attempt.password()) + "@" + HOST + ":" + attempt.port());
            settings.add(attempt.bySecurity("unset", "set") + " smtp-use-starttls");
            settings.add("set tls-verify=strict tls-ca-no-defaults tls-ca-file=" + attempt.certificate());
            if (attempt.mechanismIsGiven()) {
                settings.add("set smtp-auth=" + attempt.choice().name().toLowerCase(Locale.ROOT));
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
    };

    private final String command;
    private final String packages;

    StockClient(String command, String packages) {
        this.command = command;
        this.packages = packages;
    }

    abstract Program program(Attempt attempt) throws IOException;

    @Override
    public Report submit(Attempt attempt) throws Exception {
        Installed.require(command, packages);
        return program(attempt).run();
    }

    @Override
    public boolean composes() {
        return false;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20");
    }

    private static Path resource(String name) {
        return Path.of(Objects.requireNonNull(StockClient.class.getResource("/clients/" + name))
                .getPath());
    }
}
