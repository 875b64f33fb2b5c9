package io.vouchpost.sasl;

import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.secret.Secret;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ScramKeysTest {

    /** Computed with Python's hashlib. */
    @Test
    void areTheKeysOfTheStandard() {
        assertThat(HexFormat.of().formatHex(keys("pencil", StandardCharsets.UTF_8)))
                .isEqualTo("dbfb46c8f6e3a073c637ff78391e92491cd8c8bf983c03c7464298f390b99f0e"
                        + "47a371911e60aabb1af67a2e3abdd0d0e1358bcb35c1af96b31816ab6f8ad481");
    }

    @ParameterizedTest
    @EnumSource(names = "SCRAM_SHA_.*", mode = EnumSource.Mode.MATCH_ALL)
    void haveTheLengthOfTheirForm(Form form) {
        assertThat(ScramKeys.of(form, Secret.ofText("pencil"), new byte[16], 1)).hasSize(form.octets());
    }

    /** RFC 4013 §3: what looks the same is the same password. */
    @Test
    void passwordsArePrepared() {
        assertThat(keys("I\u00adX", StandardCharsets.UTF_8)).isEqualTo(keys("IX", StandardCharsets.UTF_8));
        assertThat(keys("\u2168", StandardCharsets.UTF_8)).isEqualTo(keys("IX", StandardCharsets.UTF_8));
        assertThat(keys("u\u0308", StandardCharsets.UTF_8)).isEqualTo(keys("\u00fc", StandardCharsets.UTF_8));
        assertThat(keys("a\u00a0b", StandardCharsets.UTF_8)).isEqualTo(keys("a b", StandardCharsets.UTF_8));
        assertThat(keys("user", StandardCharsets.UTF_8)).isNotEqualTo(keys("USER", StandardCharsets.UTF_8));
    }

    /** Not to be prepared: younger than Unicode 3.2, controls, both directions, or nothing left. Each is itself. */
    @Test
    void whatCannotBePreparedIsTakenAsItIs() {
        var passwords = List.of("\ud83d\ude00", "\ud83d\ude01", "a\u0007", "\u06271", "\u00ad", "\u00ad\u00ad");
        assertThat(passwords.stream()
                        .map(password -> HexFormat.of().formatHex(keys(password, StandardCharsets.UTF_8)))
                        .distinct())
                .hasSameSizeAs(passwords);
    }

    @Test
    void whatIsNotUtf8IsLatin1() {
        assertThat(keys("p\u00e4ssw\u00f6rd", StandardCharsets.ISO_8859_1))
                .isEqualTo(keys("p\u00e4ssw\u00f6rd", StandardCharsets.UTF_8));
    }

    @Test
    void thePasswordStaysTheCallers() {
        var password = Secret.ofText("pencil");
        ScramKeys.of(Form.SCRAM_SHA_256, password, new byte[16], 1);
        assertThat(password.reveal()).isEqualTo("pencil");
    }

    private static byte[] keys(String password, Charset charset) {
        var salt = "W22ZaJ0SNY7soEsUEjb6gQ==".getBytes(StandardCharsets.US_ASCII);
        return ScramKeys.of(Form.SCRAM_SHA_256, Secret.ofOctets(password.getBytes(charset)), salt, 100);
    }
}
