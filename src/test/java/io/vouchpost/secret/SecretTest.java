package io.vouchpost.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SecretTest {

    @Test
    void isNotShown() {
        assertThat(Secret.ofText("open sesame")).hasToString("Secret(hidden)");
        assertThat(Secret.ofText("open sesame").hashCode())
                .isEqualTo(Secret.ofText("x").hashCode());
    }

    @Test
    void isUtf8() {
        assertThat(Secret.ofText("pässwörd").octets()).isEqualTo("pässwörd".getBytes(StandardCharsets.UTF_8));
        assertThat(Secret.ofText("pässwörd").reveal()).isEqualTo("pässwörd");
        assertThat(Secret.ofText("").length()).isZero();
    }

    @Test
    void isComparedByItsOctets() {
        assertThat(Secret.ofText("a")).isEqualTo(Secret.ofText("a")).isNotEqualTo(Secret.ofText("b"));
        assertThat(Secret.ofText("a")).isNotEqualTo(Secret.ofText("aa")).isNotEqualTo("a");
    }

    @Test
    void isWiped() {
        var octets = new byte[] {1, 2, 3};
        Secret.ofOctets(octets).close();
        assertThat(octets).containsOnly(0);
    }
}
