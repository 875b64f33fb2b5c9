package io.vouchpost.clients;

import static io.vouchpost.clients.Attempt.HOST;

import io.vertx.core.Vertx;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.ext.mail.LoginOption;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.MailMessage;
import io.vertx.ext.mail.StartTLSOptions;
import io.vouchpost.verticle.TestGateway;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.EnumSet;
import java.util.Properties;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.apache.commons.net.smtp.AuthenticatingSMTPClient;
import org.apache.commons.net.smtp.AuthenticatingSMTPClient.AUTH_METHOD;
import org.apache.commons.net.smtp.SMTPReply;

/** Libraries from Maven Central, as their documentation says to use them. */
enum LibraryClient implements Client {
    ANGUS_MAIL(
            "org.eclipse.angus/angus-mail",
            EnumSet.of(Choice.PLAIN, Choice.LOGIN, Choice.DIGEST_MD5, Choice.NTLM, Choice.XOAUTH2, Choice.ITS_OWN)) {
        @Override
        void send(Attempt attempt) throws Exception {
            var properties = new Properties();
            properties.put("mail.smtp.auth", "true");
            properties.put("mail.smtp.timeout", "20000");
            properties.put("mail.smtp.ssl.socketFactory", trusting(attempt).getSocketFactory());
            properties.put("mail.smtp.ssl.checkserveridentity", "true");
            properties.put("mail.smtp.ssl.enable", "" + attempt.implicitTls());
            properties.put("mail.smtp.starttls.enable", "" + !attempt.implicitTls());
            properties.put("mail.smtp.starttls.required", "" + !attempt.implicitTls());
            if (attempt.mechanismIsGiven()) {
                properties.put("mail.smtp.auth.mechanisms", attempt.mechanism());
            }
            var session = Session.getInstance(properties);
            try (var transport = session.getTransport("smtp")) {
                transport.connect(HOST, attempt.port(), attempt.user(), attempt.secret());
                transport.sendMessage(
                        new MimeMessage(session, new ByteArrayInputStream(Letter.octets())),
                        InternetAddress.parse(String.join(",", Letter.TO)));
            }
        }
    },

    COMMONS_NET("commons-net/commons-net", EnumSet.of(Choice.PLAIN, Choice.LOGIN, Choice.CRAM_MD5)) {
        @Override
        void send(Attempt attempt) throws Exception {
            var client = new AuthenticatingSMTPClient("TLS", attempt.implicitTls(), "UTF-8");
            client.setDefaultTimeout(20_000);
            client.setTrustManager(trustManager(attempt));
            client.setEndpointCheckingEnabled(true);
            client.connect(HOST, attempt.port());
            try {
                expect(client, SMTPReply.isPositiveCompletion(client.getReplyCode()));
                expect(client, client.elogin("client.example"));
                if (!attempt.implicitTls()) {
                    expect(client, client.execTLS());
                    expect(client, client.elogin("client.example"));
                }
                expect(
                        client,
                        client.auth(AUTH_METHOD.valueOf(attempt.choice().name()), attempt.user(), attempt.secret()));
                expect(client, client.setSender(Letter.FROM));
                for (var recipient : Letter.TO) {
                    expect(client, client.addRecipient(recipient));
                }
                try (var writer = client.sendMessageData()) {
                    writer.write(Letter.whole());
                }
                expect(client, client.completePendingCommand());
                client.logout();
            } finally {
                client.disconnect();
            }
        }
    },

    VERTX_MAIL_CLIENT(
            "io.vertx/vertx-mail-client",
            EnumSet.of(
                    Choice.PLAIN,
                    Choice.LOGIN,
                    Choice.CRAM_MD5,
                    Choice.DIGEST_MD5,
                    Choice.NTLM,
                    Choice.XOAUTH2,
                    Choice.ITS_OWN)) {
        @Override
        void send(Attempt attempt) {
            var config = new MailConfig(HOST, attempt.port())
                    .setSsl(attempt.implicitTls())
                    .setStarttls(attempt.implicitTls() ? StartTLSOptions.DISABLED : StartTLSOptions.REQUIRED)
                    .setTrustOptions(new PemTrustOptions()
                            .addCertPath(attempt.certificate().toString()))
                    .setLogin(LoginOption.REQUIRED)
                    .setUsername(attempt.user())
                    .setPassword(attempt.secret())
                    .setConnectTimeout(20_000);
            if (attempt.mechanismIsGiven()) {
                config.setAuthMethods(attempt.mechanism());
            }
            var vertx = Vertx.vertx();
            try {
                TestGateway.await(MailClient.create(vertx, config)
                        .sendMail(new MailMessage()
                                .setFrom(Letter.FROM)
                                .setTo(Letter.TO)
                                .setSubject(Letter.SUBJECT)
                                .setText(Letter.withLocalLines(Letter.TEXT))));
            } finally {
                TestGateway.await(vertx.close());
            }
        }

        @Override
        public String user(Choice choice) {
            return choice == Choice.DIGEST_MD5 ? Endpoint.SHORT_NAME : Attempt.USER;
        }

        @Override
        public boolean composes() {
            return true;
        }
    };

    private final String artifact;
    private final Set<Choice> choices;

    /** @param artifact group and name, as registered with Maven Central */
    LibraryClient(String artifact, Set<Choice> choices) {
        this.artifact = artifact;
        this.choices = choices;
    }

    abstract void send(Attempt attempt) throws Exception;

    @Override
    public Report submit(Attempt attempt) {
        try {
            send(attempt);
            return new Report(true, "");
        } catch (Exception refused) {
            return new Report(false, refused.toString());
        }
    }

    @Override
    public Set<Choice> choices() {
        return choices;
    }

    @Override
    public String title() {
        return artifact.substring(artifact.indexOf('/') + 1);
    }

    @Override
    public String version() throws IOException {
        var known = new Properties();
        try (var file = LibraryClient.class.getResourceAsStream("/META-INF/maven/" + artifact + "/pom.properties")) {
            if (file != null) {
                known.load(file);
            }
        }
        return known.getProperty("version", "as in the pom");
    }

    private static void expect(AuthenticatingSMTPClient client, boolean positive) throws IOException {
        if (!positive) {
            throw new IOException(client.getReplyString());
        }
    }

    private static SSLContext trusting(Attempt attempt) throws GeneralSecurityException, IOException {
        var context = SSLContext.getInstance("TLS");
        context.init(null, new X509TrustManager[] {trustManager(attempt)}, null);
        return context;
    }

    private static X509TrustManager trustManager(Attempt attempt) throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (var file = Files.newInputStream(attempt.certificate())) {
            store.setCertificateEntry(
                    "gateway", CertificateFactory.getInstance("X.509").generateCertificate(file));
        }
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return (X509TrustManager) factory.getTrustManagers()[0];
    }
}
