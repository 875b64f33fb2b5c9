package io.vouchpost.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ReadingsTest {

    @Test
    void asciiMeansOneThing() {
        assertThat(readings("open sesame".getBytes(StandardCharsets.US_ASCII))).containsExactly("open sesame");
        assertThat(readings(new byte[0])).containsExactly("");
    }

    @Test
    void whatIsNoUtf8IsLatin1() {
        assertThat(readings("pässwörd".getBytes(StandardCharsets.ISO_8859_1))).containsExactly("pässwörd");
    }

    @Test
    void whatIsUtf8MayStillBeLatin1() {
        assertThat(readings("Ã¤".getBytes(StandardCharsets.ISO_8859_1))).containsExactly("ä", "Ã¤");
    }

    @Property
    void anythingHasOneOrTwoReadings(@ForAll byte[] octets) {
        assertThat(readings(octets)).hasSizeBetween(1, 2).doesNotHaveDuplicates();
    }

    private static List<String> readings(byte[] octets) {
        return Readings.of(Secret.ofOctets(octets)).stream().map(Secret::reveal).toList();
    }
}
