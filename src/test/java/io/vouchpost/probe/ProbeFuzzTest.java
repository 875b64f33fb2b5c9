package io.vouchpost.probe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.vouchpost.secret.Secret;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Whatever a server or a DNS says: the probe has a finding, and nothing else. */
class ProbeFuzzTest {
    private static final String SHOWN = "[^\\p{Cntrl}]{0,501}";

    /** A connection to somebody who says just this, and hangs up. */
    private static final class Monologue extends Socket {
        private final byte[] octets;

        Monologue(byte[] octets) {
            this.octets = octets;
        }

        @Override
        public InputStream getInputStream() {
            return new ByteArrayInputStream(octets);
        }

        @Override
        public OutputStream getOutputStream() {
            return OutputStream.nullOutputStream();
        }

        @Override
        public InetAddress getLocalAddress() {
            return InetAddress.getLoopbackAddress();
        }

        @Override
        public void setTcpNoDelay(boolean on) {}

        @Override
        public void setSoTimeout(int timeout) {}
    }

    @FuzzTest(maxDuration = "5s")
    void aServerSaysAnything(byte[] octets) throws Exception {
        var notes = new Notes();
        try (var deadline = new Deadline(Duration.ofMinutes(1));
                var conversation = Conversation.over(new Monologue(octets), deadline)) {
            while (true) {
                var reply = conversation.read();
                assertThat(reply.code()).isBetween(200, 599);
                var offer = EhloResponse.of(reply);
                assertThat(offer.mechanisms())
                        .hasSizeLessThanOrEqualTo(50)
                        .allMatch(name -> Strength.of(name) != null || name.isEmpty());
                notes.ok(reply.toString());
            }
        } catch (Obstacle end) {
            notes.failed(end);
        }
        assertThat(notes.findings()).allMatch(finding -> finding.said().matches(SHOWN));
    }

    @FuzzTest(maxDuration = "5s")
    void aServerTakesPartInScramInItsOwnWay(FuzzedDataProvider data) {
        try (var secret = Secret.ofText("correct horse")) {
            var client =
                    new ScramClientSide("SCRAM-SHA-256", new Identity("alice", secret, false), Optional.empty(), false);
            var first = new String(client.initial().orElseThrow(), UTF_8);
            // one that repeats our nonce comes further
            var nonce = data.consumeBoolean() ? first.replaceFirst(".*r=", "r=") : "";
            client.next((nonce + data.consumeString(200)).getBytes(UTF_8));
            client.next(data.consumeRemainingAsBytes());
            assertThat(client.isProven()).isFalse();
        } catch (Obstacle said) {
            assertThat(said).hasMessageNotContaining("correct horse");
        }
    }

    @FuzzTest(maxDuration = "5s")
    void userAndPasswordAreAnybodysChoice(FuzzedDataProvider data) {
        try (var secret = Secret.ofText(data.consumeString(20))) {
            var identity = new Identity(data.consumeRemainingAsString(), secret, false);
            var client = new ScramClientSide("SCRAM-SHA-256", identity, Optional.empty(), false);
            var nonce = new String(client.initial().orElseThrow(), UTF_8).replaceFirst("(?s).*,r=", "r=");
            assertThat(client.next((nonce + "AB,s=QUJD,i=4096").getBytes(UTF_8)))
                    .isNotEmpty();
        } catch (Obstacle said) {
            assertThat(said).hasMessage("user name or password cannot be used with SCRAM-SHA-256");
        }
    }

    @FuzzTest(maxDuration = "5s")
    void aKeyInTheDnsIsAnything(FuzzedDataProvider data) throws Exception {
        var notes = new Notes();
        var expected = data.consumeBoolean() ? "" : "p=" + data.consumeAsciiString(20);
        var record = data.consumeRemainingAsString();
        DkimRecord.check("s._domainkey.example.org", expected, name -> List.of(record), notes);
        assertThat(notes.findings()).singleElement().matches(finding -> finding.said()
                .matches(SHOWN));
    }

    @FuzzTest(maxDuration = "5s")
    void whoMaySendIsAnything(FuzzedDataProvider data) throws Exception {
        var notes = new Notes();
        new SpfRecord(name -> List.of("v=spf1 " + data.consumeString(300)), notes).check("example.org");
        assertThat(notes.findings()).singleElement().matches(finding -> finding.said()
                .matches(SHOWN));
    }
}
