package io.vouchpost.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vouchpost.config.TlsSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which configured ciphers are taken, and what is said of the others. */
class CipherPolicyTest {
    private static final String ECDSA = "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384";
    private static final String RSA = "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384";

    private static CipherPolicy policy(boolean boringSsl, String minimum, String key, String... ciphers)
            throws UnusableTls {
        var settings = new TlsSettings(
                Optional.empty(),
                Optional.empty(),
                Path.of("tls"),
                Optional.empty(),
                minimum,
                TlsSettings.Engine.AUTO,
                TlsSettings.ClientCertificates.AUTHORITIES,
                List.of(ciphers),
                TlsSettings.Alpn.STRICT);
        return CipherPolicy.of(settings, boringSsl, key);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void withoutAnyTheStrongOnesAreTaken(boolean boringSsl) throws Exception {
        var policy = policy(boringSsl, "TLSv1.2", "EC");
        assertThat(policy.suites()).isEqualTo(CipherPolicy.STRONG.suites());
        assertThat(policy.versions()).containsExactlyInAnyOrder("TLSv1.2", "TLSv1.3");
        assertThat(policy(boringSsl, "TLSv1.3", "EC").versions()).containsExactly("TLSv1.3");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theOrderIsTheOperatorsAndSurvivesASet(boolean boringSsl) throws Exception {
        var policy = policy(
                boringSsl,
                "TLSv1.2",
                "RSA",
                "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
                RSA,
                "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
                RSA);
        assertThat(CipherPolicy.inOrder(new java.util.HashSet<>(policy.placed())))
                .containsExactly(
                        "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256", RSA, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
        assertThat(policy.versions()).as("no suite of TLS 1.3").containsExactly("TLSv1.2");
    }

    @ParameterizedTest
    @CsvSource({
        "true, ECDHE-RSA-AES128-GCM-SHA256, openssl",
        "true, TLS_ECDHE_RSA_WITH_AES_1024_GCM_SHA256, openssl",
        "false, ECDHE-RSA-AES128-GCM-SHA256, jdk",
        "false, tls_ecdhe_rsa_with_aes_128_gcm_sha256, jdk",
        "true, TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA, openssl",
        "false, TLS_EMPTY_RENEGOTIATION_INFO_SCSV, jdk"
    })
    void aNameThatIsNoneIsTold(boolean boringSsl, String name, String engine) {
        assertThatThrownBy(() -> policy(boringSsl, "TLSv1.2", "RSA", RSA, name))
                .isInstanceOf(UnusableTls.class)
                .hasMessageStartingWith("tls.ciphers: \"" + name
                        + "\" is no registered name of a cipher suite that the engine \"" + engine + "\" speaks");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "TLS_RSA_WITH_NULL_SHA256",
                "TLS_DH_anon_WITH_AES_128_GCM_SHA256",
                "TLS_RSA_WITH_3DES_EDE_CBC_SHA",
                "TLS_RSA_WITH_RC4_128_SHA"
            })
    void whatProtectsNothingIsNotToBeHad(String name) {
        for (boolean boringSsl : new boolean[] {true, false}) {
            assertThatThrownBy(() -> policy(boringSsl, "TLSv1.2", "RSA", RSA, name))
                    .isInstanceOf(UnusableTls.class)
                    .hasMessageContaining(name + " protects nothing");
        }
    }

    @ParameterizedTest
    @CsvSource({"true, TLSv1.3, RSA", "false, TLSv1.3, RSA", "true, TLSv1.2, EC", "false, TLSv1.2, EC"})
    void itIsToldWhereNothingIsLeftToSpeak(boolean boringSsl, String minimum, String key) {
        assertThatThrownBy(() -> policy(boringSsl, minimum, key, RSA))
                .isInstanceOf(UnusableTls.class)
                .hasMessageStartingWith("tls.ciphers leaves nothing to speak");
    }

    @Test
    void boringSslSpeaksTheSuitesOfTls13TogetherOrNot() throws Exception {
        assertThatThrownBy(() -> policy(true, "TLSv1.2", "EC", "TLS_AES_256_GCM_SHA384", ECDSA))
                .isInstanceOf(UnusableTls.class)
                .hasMessageContaining("name all or none, or set tls.engine to \"jdk\"");
        assertThat(policy(false, "TLSv1.2", "EC", "TLS_AES_256_GCM_SHA384", ECDSA)
                        .versions())
                .containsExactlyInAnyOrder("TLSv1.2", "TLSv1.3");
        assertThat(policy(
                                true,
                                "TLSv1.3",
                                "EC",
                                "TLS_CHACHA20_POLY1305_SHA256",
                                "TLS_AES_256_GCM_SHA384",
                                "TLS_AES_128_GCM_SHA256")
                        .versions())
                .containsExactly("TLSv1.3");
    }
}
