package io.vouchpost.sasl;

import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.secret.Secret;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DigestMd5SecretTest {

    /** {@code doveadm pw -s DIGEST-MD5 -u tim@example.org} parts name and realm at the sign. */
    @Test
    void isWhatDovecotKeeps() {
        var secret = DigestMd5Secret.of("tim", "example.org", Secret.ofText("tanstaaftanstaaf"));
        assertThat(HexFormat.of().formatHex(secret.octets())).isEqualTo("6dd54c9a6205e5fb7b52e018f24e3740");
        assertThat(secret.length()).isEqualTo(Form.DIGEST_MD5.octets());
    }

    /** RFC 2831 §2.1.2.1: each part for itself. The euro sign is not in ISO 8859-1. */
    @ParameterizedTest
    @CsvSource({
        "jürgen, example.org, pässwörd, ISO-8859-1, ISO-8859-1, ISO-8859-1",
        "jürgen, exämple.org, pässwörd€, ISO-8859-1, ISO-8859-1, UTF-8",
        "jürgen€, example.org, ÿÀ¿¡, UTF-8, ISO-8859-1, ISO-8859-1",
        "Ā, Ω, 😀ü, UTF-8, UTF-8, UTF-8"
    })
    void isMadeInLatin1WhereThatHasAllCharacters(
            String name, String realm, String password, Charset ofName, Charset ofRealm, Charset ofPassword)
            throws NoSuchAlgorithmException {
        var md5 = MessageDigest.getInstance("MD5");
        md5.update(name.getBytes(ofName));
        md5.update((byte) ':');
        md5.update(realm.getBytes(ofRealm));
        md5.update((byte) ':');
        md5.update(password.getBytes(ofPassword));
        assertThat(DigestMd5Secret.of(name, realm, Secret.ofText(password)).octets())
                .isEqualTo(md5.digest());
    }

    @Test
    void aPasswordThatIsNotUtf8IsTakenAsItIs() throws NoSuchAlgorithmException {
        byte[] octets = {'p', (byte) 0xe4, (byte) 0xff, 0};
        var md5 = MessageDigest.getInstance("MD5");
        md5.update("tim:example.org:".getBytes(StandardCharsets.US_ASCII));
        var password = Secret.ofOctets(octets.clone());
        assertThat(DigestMd5Secret.of("tim", "example.org", password).octets()).isEqualTo(md5.digest(octets));
        assertThat(password.octets()).isEqualTo(octets);
    }
}
