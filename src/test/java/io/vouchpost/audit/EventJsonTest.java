package io.vouchpost.audit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Tools read these names: whoever has to change this test breaks them. */
class EventJsonTest {
    private static final String ORIGIN =
            "\"session\":\"S1\",\"client\":\"192.0.2.7\",\"tls\":\"TLSv1.3\",\"cipher\":\"TLS_AES_128_GCM_SHA256\"";

    @Test
    void aLogin() {
        assertThat(EventJson.encode(Events.login()).encode())
                .isEqualTo(
                        "{\"time\":\"2026-11-21T12:00:00Z\",\"event\":\"login\",\"outcome\":\"accepted\"," + ORIGIN
                                + ",\"mechanism\":\"PLAIN\",\"account\":\"alice\",\"credential\":\"printer\",\"ehlo\":\"client.example\",\"version\":1}");
    }

    @Test
    void aSubmission() {
        assertThat(EventJson.encode(Events.submission("S1-2")).encode())
                .isEqualTo(
                        "{\"time\":\"2026-11-21T12:00:00Z\",\"event\":\"submission\",\"outcome\":\"accepted\"," + ORIGIN
                                + ",\"mechanism\":\"PLAIN\",\"account\":\"alice\",\"identity\":\"*@example.org\",\"message\":\"S1-2\""
                                + ",\"from\":\"alice@example.org\",\"recipients\":2,\"octets\":123,\"custody\":\"posted\",\"nextHop\":\"next: 250 OK\""
                                + ",\"reply\":\"250 2.0.0 posted\",\"version\":1}");
    }

    @Test
    void anAttemptToDeliver() {
        assertThat(EventJson.encode(Events.delivery("S1-2")).encode())
                .isEqualTo(
                        "{\"time\":\"2026-11-21T12:00:00Z\",\"event\":\"delivery\",\"outcome\":\"deferred\",\"account\":\"alice\""
                                + ",\"message\":\"S1-2\",\"recipient\":\"bob@example.net\",\"nextHop\":\"next:25\",\"reply\":\"450 4.2.0 later\",\"version\":1}");
    }

    @Test
    void aRefusalWithoutWhatIsEmpty() {
        assertThat(EventJson.encode(Events.refused("S1-1", "mallory@example.org"))
                        .encode())
                .isEqualTo(
                        "{\"time\":\"2026-11-21T12:00:00Z\",\"event\":\"refusal\",\"outcome\":\"refused\",\"session\":\"S1\""
                                + ",\"client\":\"192.0.2.7\",\"subject\":\"MAIL\",\"reply\":\"550 5.7.1 no\",\"reference\":\"S1-1\""
                                + ",\"rule\":\"policy.sender\",\"seen\":\"mallory@example.org\",\"remedy\":\"none\",\"version\":1}");
    }
}
