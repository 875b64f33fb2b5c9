package io.vouchpost.sasl;

import static io.vouchpost.sasl.Checking.step;
import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.config.Authority;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExternalTest {
    private static final Channel SHOWN =
            new Channel(List.of(new Authority("CA").issue("tim").certificate()), Map.of());

    private final Checking credentials = new Checking();

    @Test
    void theCertificateSaysWhoOrTheClientDoes() {
        assertThat(first(SHOWN, "")).isEqualTo("accepted");
        assertThat(first(SHOWN, "tim")).isEqualTo("accepted");
        assertThat(first(SHOWN, "Ursel")).isEqualTo("foreign");
        assertThat(credentials.names).containsExactly("", "tim", "Ursel");
    }

    @Test
    void anAbsentInitialResponseIsAskedForAndAnEmptyOneIsAnAnswer() {
        var exchange = new External().start(credentials, SHOWN);
        assertThat(step(exchange, Optional.empty())).isEqualTo("challenge ");
        assertThat(step(exchange, Optional.of(""))).isEqualTo("accepted");
    }

    @Test
    void withoutACertificateNobodyIsAsked() {
        assertThat(first(Channel.BARE, "tim")).isEqualTo("rejected");
        assertThat(credentials.names).isEmpty();
    }

    @Test
    void namesAreBoundedAndHaveNoControlCharacters() {
        assertThat(first(SHOWN, "t".repeat(255))).isEqualTo("foreign");
        assertThat(first(SHOWN, "t".repeat(256))).isEqualTo("invalid");
        assertThat(first(SHOWN, "tim\0")).isEqualTo("invalid");
        assertThat(first(SHOWN, "tim\r\n")).isEqualTo("invalid");
    }

    private String first(Channel channel, String response) {
        return step(new External().start(credentials, channel), Optional.of(response));
    }
}
