package io.vouchpost.clients;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vouchpost.clients.Matrix.Cell;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every client can expect, by every mechanism it has, over STARTTLS and implicit TLS: its message arrives as it was
 * sent, and a wrong secret is told to its user.
 */
class MechanismMatrixIT {
    /** Not as a part of another number, such as that of a folder. */
    private static final Pattern CODE = Pattern.compile("\\b535\\b");

    private static final Pattern TRACE =
            Pattern.compile("\\AAuthentication-Results: submit\\.example\\.org;\r\n\tauth=pass smtp\\.mailfrom=\\S+\r\n"
                    + "Received: (from \\S+ \\(\\[127\\.0\\.0\\.1\\]\\)\r\n\t)?by submit\\.example\\.org \\(Vouchpost\\)\r\n"
                    + "\twith ESMTPSA id \\S+\r\n(\t.*\r\n)+");

    @TempDir
    static Path folder;

    static Endpoint endpoint;

    static Stream<Cell> cells() {
        return Matrix.cells();
    }

    @BeforeAll
    static void start() throws Exception {
        endpoint = Endpoint.start(folder, json -> {});
    }

    @AfterAll
    static void stop() throws Exception {
        endpoint.close();
        Files.writeString(Path.of("target", "interop.md"), Matrix.table());
    }

    @ParameterizedTest
    @MethodSource("cells")
    void submitsAMessageThatArrivesAsItWasSent(Cell cell) throws Exception {
        var before = endpoint.events();

        var report = endpoint.submit(cell);

        assertThat(report.succeeded()).as(report.said()).isTrue();
        var arrived = endpoint.arrival();
        assertThat(arrived.from()).isEqualTo(Letter.FROM);
        assertThat(arrived.to()).isEqualTo(Letter.TO);
        var message = belowTrace(arrived.octets());
        if (cell.client().composes()) {
            var parsed = new MimeMessage(null, new ByteArrayInputStream(message.getBytes(ISO_8859_1)));
            assertThat(parsed.getSubject()).isEqualTo(Letter.SUBJECT);
            assertThat((String) parsed.getContent()).isEqualTo(Letter.TEXT);
        } else {
            assertThat(message).isEqualTo(new String(Letter.octets(), ISO_8859_1));
        }
        assertThat(endpoint.hasArrivals()).isFalse();
        assertThat(endpoint.loginsAfter(before)).last().satisfies(login -> {
            assertThat(login.getString("outcome")).isEqualTo("accepted");
            assertThat(login.getString("account")).isEqualTo(cell.user());
            assertThatItIsOf(login, cell.choice());
            assertThat(login.getString("tls")).startsWith("TLSv1.");
        });
    }

    @ParameterizedTest
    @MethodSource("cells")
    void isToldThatItsSecretIsWrong(Cell cell) throws Exception {
        var before = endpoint.events();

        var report = endpoint.submitWrongly(cell);

        assertThat(report.succeeded() && cell.client().composes()).isFalse();
        assertThat(endpoint.hasArrivals()).isFalse();
        if (Choice.OAUTH.contains(cell.choice()) && !CODE.matcher(report.said()).find()) {
            return; // it has hung up at the error challenge, which says the same (RFC 7628 §3.2.2)
        }
        assertThat(report.said()).contains("535", "5.7.8");
        assertThat(endpoint.loginsAfter(before)).isNotEmpty().allSatisfy(login -> {
            assertThat(login.getString("outcome")).isEqualTo("refused");
            assertThatItIsOf(login, cell.choice());
            if (cell.choice() != Choice.ITS_OWN) { // which tries several, until it is told to go
                assertThat(login.getString("reply")).startsWith("535 5.7.8");
            }
        });
        assertThat(endpoint.hasArrivals()).isFalse();
    }

    private static void assertThatItIsOf(JsonObject login, Choice choice) {
        var mechanism = login.getString("mechanism");
        if (choice == Choice.ITS_OWN) {
            assertThat(mechanism.replace("-PLUS", "")).isIn(Matrix.MECHANISMS);
        } else {
            assertThat(mechanism).isEqualTo(choice.mechanism());
        }
    }

    /** One character for each octet. */
    private static String belowTrace(Buffer octets) {
        var text = octets.toString(ISO_8859_1);
        var trace = TRACE.matcher(text);
        assertThat(trace.find()).as("our trace above everything in\n" + text).isTrue();
        return text.substring(trace.end());
    }
}
