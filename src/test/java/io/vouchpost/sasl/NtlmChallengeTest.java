package io.vouchpost.sasl;

import static io.vouchpost.sasl.NtlmExamples.NONCE;
import static io.vouchpost.sasl.NtlmExamples.octets;
import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.Table;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NtlmChallengeTest {
    /** 0x01c334b736d39000 tenths of a microsecond since 1601. */
    private static final Instant NOW = Instant.parse("2003-06-17T10:00:00Z");

    private static final String INFORMATION =
            "0200060048004f00530001000600 48004f005300 0700080000 90d336b734c301 00000000";

    /** Asked by the client, answered; bits of MS-NLMP §2.2.2.5. */
    static Stream<Arguments> flags() {
        return Table.of("""
                00000000 => 00800202
                00000001 => 00800201
                00000002 => 00800202
                00000003 => 00800201
                00000207 => 00820205
                00008207 => 00828205
                00088207 => 008a8205
                e2088297 => a08a8205
                ffffffff => a08a8205
                """);
    }

    @ParameterizedTest
    @MethodSource("flags")
    void answersWhatWasAsked(String asked, String answered) {
        var flags = new NtlmFlags(Integer.parseUnsignedInt(asked, 16)).answer();
        assertThat(flags).isEqualTo(new NtlmFlags(Integer.parseUnsignedInt(answered, 16)));
    }

    @Test
    void isLaidOutForUnicode() {
        assertThat(new NtlmChallenge(new NtlmFlags(0x0008_8207), NONCE).message("HOS", NOW))
                .isEqualTo(octets("""
                        4e544c4d53535000 02000000 0600060038000000 05828a00 0123456789abcdef 0000000000000000
                        240024003e000000 0000000000000000 48004f005300""" + INFORMATION));
    }

    @Test
    void isLaidOutForOem() {
        assertThat(new NtlmChallenge(new NtlmFlags(0x0000_0206), NONCE).message("HOS", NOW))
                .isEqualTo(octets("""
                        4e544c4d53535000 02000000 0300030038000000 06028200 0123456789abcdef 0000000000000000
                        240024003b000000 0000000000000000 484f53""" + INFORMATION));
    }

    @Test
    void givesTheTargetEvenWhereNobodyAsked() {
        assertThat(new NtlmChallenge(new NtlmFlags(0), NONCE).message("HOS", NOW))
                .isEqualTo(octets("""
                        4e544c4d53535000 02000000 0300030038000000 02028000 0123456789abcdef 0000000000000000
                        240024003b000000 0000000000000000 484f53""" + INFORMATION));
    }

    @Test
    void theNonceIsItsOwn() {
        var nonce = NONCE.clone();
        var challenge = new NtlmChallenge(new NtlmFlags(0), nonce);
        nonce[0]++;
        challenge.nonce()[1]++;
        assertThat(challenge.nonce()).isEqualTo(NONCE);
    }

    static Stream<Arguments> hosts() {
        return Table.of("""
                submit.example.org        => SUBMIT
                submit                    => SUBMIT
                a-very-long-name.test     => A-VERY-LONG-NAM
                """);
    }

    @ParameterizedTest
    @MethodSource("hosts")
    void theTargetIsTheHostAsNetBiosHasIt(String host, String target) {
        assertThat(Ntlm.target(host)).isEqualTo(target);
    }
}
