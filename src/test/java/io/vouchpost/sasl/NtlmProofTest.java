package io.vouchpost.sasl;

import static io.vouchpost.sasl.NtlmExamples.NONCE;
import static io.vouchpost.sasl.NtlmExamples.hash;
import static io.vouchpost.sasl.NtlmExamples.octets;
import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.secret.Secret;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The vectors of MS-NLMP §4.2, and what must not pass for a proof. */
class NtlmProofTest {
    private static final NtlmFlags PLAIN = new NtlmFlags(NtlmFlags.UNICODE);
    private static final NtlmFlags EXTENDED = new NtlmFlags(NtlmFlags.UNICODE | NtlmFlags.EXTENDED_SESSION_SECURITY);
    private static final byte[] LM_V1 = octets("98def7b87f88aa5dafe2df779688a172def11c7d5ccdef13");
    private static final byte[] LM_V2 = octets("86c35097ac9cec102554764a57cccc19aaaaaaaaaaaaaaaa");
    private static final byte[] CLIENT_CHALLENGE = octets("aaaaaaaaaaaaaaaa00000000000000000000000000000000");
    private static final byte[] NT_V1 = octets("67c43011f30298a2ad35ece64f16331c44bdbed927841f94");
    private static final byte[] NT_V1_EXTENDED = octets("7537f803ae367128ca458204bde7caf81e97ed2683267232");

    private static Optional<NtlmProof> proof(byte[] message, NtlmFlags asked, byte[] nonce) {
        var challenge = new NtlmChallenge(asked, nonce);
        return NtlmAuthenticate.read(message, challenge.flags()).flatMap(read -> NtlmProof.of(read, challenge));
    }

    private static boolean fits(byte[] message, NtlmFlags asked) {
        return proof(message, asked, NONCE).orElseThrow().fits(hash("Password"));
    }

    private static byte[] message(byte[] lm, byte[] nt) {
        return NtlmExamples.authenticate("User", "Domain", lm, nt);
    }

    private static byte[] v2Response() {
        return Arrays.copyOfRange(NtlmExamples.V2, 0x84, 0x84 + 0x54);
    }

    @Test
    void theFirstVersion() {
        var proof = proof(NtlmExamples.V1, PLAIN, NONCE).orElseThrow();
        assertThat(proof.isFirstVersion()).isTrue();
        assertThat(proof.fits(hash("Password"))).isTrue();
        assertThat(proof.fits(hash("password"))).isFalse();
    }

    @Test
    void theFirstVersionWithExtendedSessionSecurity() {
        var proof = proof(NtlmExamples.V1_EXTENDED, EXTENDED, NONCE).orElseThrow();
        assertThat(proof.isFirstVersion()).isTrue();
        assertThat(proof.fits(hash("Password"))).isTrue();
        assertThat(proof.fits(hash("password"))).isFalse();
    }

    @Test
    void theSecondVersion() {
        var proof = proof(NtlmExamples.V2, EXTENDED, NONCE).orElseThrow();
        assertThat(proof.isFirstVersion()).isFalse();
        assertThat(proof.fits(hash("Password"))).isTrue();
        assertThat(proof.fits(hash("password"))).isFalse();
    }

    @Test
    void aProofIsGoodForOneChallenge() {
        for (var message : List.of(NtlmExamples.V1, NtlmExamples.V1_EXTENDED, NtlmExamples.V2)) {
            var proof = proof(message, EXTENDED, octets("0123456789abcdee")).orElseThrow();
            assertThat(proof.fits(hash("Password"))).isFalse();
        }
    }

    /** Whatever stands in the place of the LM response, LAN Manager's own included, or nothing. */
    @Test
    void theNtResponseCountsAlone() {
        for (var lm : List.of(LM_V1, LM_V2, CLIENT_CHALLENGE, new byte[24], new byte[0])) {
            assertThat(fits(message(lm, NT_V1), PLAIN)).isTrue();
            assertThat(fits(message(lm, v2Response()), PLAIN)).isTrue();
            assertThat(fits(message(lm, v2Response()), EXTENDED)).isTrue();
            assertThat(fits(message(lm, new byte[0]), EXTENDED)).isFalse();
            assertThat(fits(message(lm, lm), EXTENDED)).isFalse();
        }
    }

    /** Cyrus leaves the LM response out whatever was agreed on; GNU SASL sends LAN Manager's. */
    @Test
    void extendedSessionSecurityShowsInTheResponse() {
        assertThat(fits(message(CLIENT_CHALLENGE, NT_V1_EXTENDED), EXTENDED)).isTrue();
        assertThat(fits(message(CLIENT_CHALLENGE, NT_V1_EXTENDED), PLAIN)).isFalse();
        assertThat(fits(message(new byte[0], NT_V1), EXTENDED)).isTrue();
        assertThat(fits(message(LM_V1, NT_V1), EXTENDED)).isTrue();
        assertThat(fits(message(LM_V1, NT_V1_EXTENDED), EXTENDED)).isFalse();
    }

    /** MS-NLMP §3.3.2: the user in upper case, the domain as it was typed. */
    @Test
    void theSecondVersionIsBoundToUserAndDomain() {
        var none = new byte[0];
        assertThat(fits(NtlmExamples.authenticate("uSER", "Domain", none, v2Response()), PLAIN))
                .isTrue();
        assertThat(fits(NtlmExamples.authenticate("User", "DOMAIN", none, v2Response()), PLAIN))
                .isFalse();
        assertThat(fits(NtlmExamples.authenticate("User", "", none, v2Response()), PLAIN))
                .isFalse();
        assertThat(fits(NtlmExamples.authenticate("Users", "Domain", none, v2Response()), PLAIN))
                .isFalse();
        assertThat(fits(NtlmExamples.authenticate("Use", "rDomain", none, v2Response()), PLAIN))
                .isFalse();
    }

    @Test
    void nobodyProvesNothing() {
        var proof = proof(NtlmExamples.authenticate("", "Domain", new byte[0], NT_V1), PLAIN, NONCE)
                .orElseThrow();
        assertThat(proof).isEqualTo(new NtlmProof.None());
        assertThat(proof.fits(hash("Password"))).isFalse();
    }

    @Test
    void aResponseOfNoVersionIsNone() {
        for (int octets = 1; octets < 84; octets++) {
            var nt = Arrays.copyOf(v2Response(), octets);
            boolean possible = octets == 24 || octets >= 44;
            assertThat(proof(message(LM_V2, nt), PLAIN, NONCE).isPresent())
                    .as("%d octets", octets)
                    .isEqualTo(possible);
        }
        var other = v2Response();
        other[16] = 2;
        assertThat(proof(message(LM_V2, other), PLAIN, NONCE)).isEmpty();
    }

    /** Windows goes letter by letter, Java does not, curl knows ASCII only. */
    @Test
    void upperCaseIsThatOfTheClient() {
        for (var client : List.of("JÜRGEN GROß", "JüRGEN GROß", "JÜRGEN GROSS")) {
            var nt = NtlmResponses.second("Password", client, "Domain", NONCE);
            assertThat(fits(NtlmExamples.authenticate("Jürgen Groß", "Domain", new byte[0], nt), PLAIN))
                    .isTrue();
        }
        var nt = NtlmResponses.second("Password", "jürgen groß", "Domain", NONCE);
        assertThat(fits(NtlmExamples.authenticate("Jürgen Groß", "Domain", new byte[0], nt), PLAIN))
                .isFalse();
    }

    @Test
    void wipedResponsesProveNothing() {
        for (var example : List.of(NtlmExamples.V1, NtlmExamples.V2)) {
            var challenge = new NtlmChallenge(PLAIN, NONCE);
            var message = NtlmAuthenticate.read(example, PLAIN).orElseThrow();
            var proof = NtlmProof.of(message, challenge).orElseThrow();
            message.close();
            assertThat(message.nt())
                    .isEqualTo(Secret.ofOctets(new byte[message.nt().length()]));
            assertThat(proof.fits(hash("Password"))).isFalse();
        }
    }
}
