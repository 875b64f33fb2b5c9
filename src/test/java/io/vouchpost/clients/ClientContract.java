package io.vouchpost.clients;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vouchpost.clients.Attempt.Choice;
import io.vouchpost.clients.Attempt.Security;
import io.vouchpost.verticle.TestGateway;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What every client can expect: its message arrives as it was sent, and a wrong password is told to its user. */
abstract class ClientContract {
    private static final Pattern TRACE = Pattern.compile(
            "\\AReceived: (from \\S+ \\(\\[127\\.0\\.0\\.1\\]\\)\r\n\t)?by submit\\.example\\.org \\(Vouchpost\\)\r\n"
                    + "\twith ESMTPSA id \\S+\r\n(\t.*\r\n)+");

    @TempDir
    static Path folder;

    static TestGateway gateway;

    /** Every client over every security, with every choice of mechanism it has; the subclass says which clients. */
    static Stream<Arguments> attemptsOf(Client... clients) {
        return Stream.of(clients).flatMap(client -> Stream.of(Security.values())
                .flatMap(security -> client.choices().stream().map(choice -> Arguments.of(client, security, choice))));
    }

    @BeforeAll
    static void start() throws Exception {
        // one client after the other tries the same account; a lockout is not what is shown here
        gateway = TestGateway.start(folder, json -> json.getJsonObject("guard").put("accountFailures", 10_000));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("attempts")
    void submitsAMessageThatArrivesAsItWasSent(Client client, Security security, Choice choice) throws Exception {
        var before = gateway.audit().size();

        var report = client.submit(attempt(security, choice, TestGateway.PASSWORD));

        assertThat(report.succeeded()).as(report.said()).isTrue();
        var arrived = gateway.arrival();
        assertThat(arrived.from()).isEqualTo(Letter.FROM);
        assertThat(arrived.to()).isEqualTo(Letter.TO);
        var message = belowTrace(arrived.octets());
        if (client.composes()) {
            var parsed = new MimeMessage(null, new ByteArrayInputStream(message.getBytes(ISO_8859_1)));
            assertThat(parsed.getSubject()).isEqualTo(Letter.SUBJECT);
            assertThat((String) parsed.getContent()).isEqualTo(Letter.TEXT);
        } else {
            assertThat(message).isEqualTo(new String(Letter.octets(), ISO_8859_1));
        }
        assertThat(gateway.hasArrivals()).isFalse();
        assertThat(loginsAfter(before)).last().satisfies(login -> {
            assertThat(login.getString("outcome")).isEqualTo("accepted");
            assertThat(login.getString("mechanism")).matches(mechanismOf(choice));
            assertThat(login.getString("tls")).startsWith("TLSv1.");
        });
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("attempts")
    void isToldThatItsPasswordIsWrong(Client client, Security security, Choice choice) throws Exception {
        var before = gateway.audit().size();

        var report = client.submit(attempt(security, choice, "wrong horse"));

        assertThat(report.succeeded()).as(report.said()).isFalse();
        assertThat(report.said()).contains("535", "5.7.8", "Wrong user name or password");
        assertThat(loginsAfter(before)).isNotEmpty().allSatisfy(login -> {
            assertThat(login.getString("outcome")).isEqualTo("refused");
            assertThat(login.getString("mechanism")).matches(mechanismOf(choice));
            assertThat(login.getString("account")).isEqualTo(Attempt.USER);
            assertThat(login.getString("reply")).startsWith("535 5.7.8");
        });
        assertThat(gateway.hasArrivals()).isFalse();
    }

    private static Attempt attempt(Security security, Choice choice, String password) throws IOException {
        var port = security == Security.STARTTLS ? gateway.port() : gateway.tlsPort();
        var own = Files.createTempDirectory(folder, "client");
        return new Attempt(security, choice, password, port, gateway.certificate(), own);
    }

    private static String mechanismOf(Choice choice) {
        return choice == Choice.ITS_OWN ? "PLAIN|LOGIN" : choice.name();
    }

    /** One character for each octet. */
    private static String belowTrace(Buffer octets) {
        var text = octets.toString(ISO_8859_1);
        var trace = TRACE.matcher(text);
        assertThat(trace.find())
                .as("our Received: above everything in\n" + text)
                .isTrue();
        return text.substring(trace.end());
    }

    /** The audit log is written a moment after the reply. */
    private static List<JsonObject> loginsAfter(int lines) throws IOException {
        var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        var logins = logins(lines);
        while (logins.isEmpty() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
            logins = logins(lines);
        }
        return logins;
    }

    private static List<JsonObject> logins(int lines) throws IOException {
        return gateway.audit().stream()
                .skip(lines)
                .filter(event -> event.getString("event").equals("login"))
                .toList();
    }
}
