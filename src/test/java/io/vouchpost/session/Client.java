package io.vouchpost.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.util.Optional;

/** The client of a transcript: over a socket, or in memory. */
public interface Client {

    void send(byte[] octets) throws IOException;

    void handshake() throws IOException;

    /** The next line of the server without its CRLF; empty when it has closed the connection. */
    Optional<String> readLine() throws IOException;

    /** Plays the transcript to its end. */
    default void play(Transcript transcript, boolean oneOctetAtATime) throws IOException {
        for (var turn : transcript.turns()) {
            if (turn instanceof Transcript.Turn.Client says) {
                if (oneOctetAtATime) {
                    for (byte octet : says.octets()) {
                        send(new byte[] {octet});
                    }
                } else {
                    send(says.octets());
                }
            } else if (turn instanceof Transcript.Turn.Server expected) {
                for (String pattern : expected.patterns()) {
                    String line = readLine().orElseGet(() -> fail("closed, where expected: " + pattern));
                    assertThat(Transcript.matches(pattern, line))
                            .as("expected: %s%nbut was:  %s", pattern, line)
                            .isTrue();
                }
            } else if (turn instanceof Transcript.Turn.Handshake) {
                handshake();
            } else {
                assertThat(readLine()).as("the server closes").isEmpty();
            }
        }
    }
}
