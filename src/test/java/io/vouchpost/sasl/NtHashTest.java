package io.vouchpost.sasl;

import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.Table;
import io.vouchpost.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.bouncycastle.crypto.digests.MD4Digest;
import org.eclipse.angus.mail.auth.MD4;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NtHashTest {

    /** MS-NLMP §4.2.2.1.2, RFC 1320 §A.5 for the empty one, and Davenport's often quoted one. */
    static Stream<Arguments> passwords() {
        return Table.of("""
                Password => a4f49c406510bdcab6824ee7c30fd852
                SecREt01 => cd06ca7c7e10c99b1d33b7485a2ed808
                """);
    }

    @ParameterizedTest
    @MethodSource("passwords")
    void isThatOfTheSpecification(String password, String hash) {
        assertThat(NtlmExamples.hash(password).octets()).isEqualTo(NtlmExamples.octets(hash));
    }

    @Test
    void anEmptyPasswordHasTheHashOfNothing() {
        assertThat(NtlmExamples.hash("").octets()).isEqualTo(NtlmExamples.octets("31d6cfe0d16ae931b73c59d7e0c089c0"));
    }

    /** RFC 1320 §A.5. */
    static Stream<Arguments> messages() {
        return Table.of("""
                a => bde52cb31de33e46245e05fbdbd6fb24
                abc => a448017aaf21d8525fc10ae87aa6729d
                message digest => d9130a8164549fe818874806e1c7014b
                abcdefghijklmnopqrstuvwxyz => d79e1c308aa5bbcdeea8ed63df412da9
                ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 => 043f8582f241db351ce627e153e7f0e4
                12345678901234567890123456789012345678901234567890123456789012345678901234567890 => e33b4ddc9c38f2199c3e7b164fcc0536
                """);
    }

    @ParameterizedTest
    @MethodSource("messages")
    void theLibraryHasMd4Right(String message, String hash) {
        var octets = message.getBytes(StandardCharsets.US_ASCII);
        var digest = new MD4Digest();
        digest.update(octets, 0, octets.length);
        var result = new byte[16];
        digest.doFinal(result, 0);
        assertThat(result).isEqualTo(NtlmExamples.octets(hash));
    }

    @Property
    void anotherImplementationAgrees(@ForAll String text) {
        var password = Secret.ofText(text);
        var known = password.reveal(); // without halves of surrogate pairs
        assertThat(NtHash.of(password).octets())
                .isEqualTo(new MD4().digest(known.getBytes(StandardCharsets.UTF_16LE)))
                .hasSize(Form.NT_HASH.octets());
    }

    @Test
    void thePasswordStaysTheCallers() {
        var password = Secret.ofText("Password");
        NtHash.of(password);
        assertThat(password.reveal()).isEqualTo("Password");
    }
}
