package io.vouchpost.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of certificates, each thing by itself. */
class CertificateCheckTest {
    private static final TestCertificates ROOT = TestCertificates.root("Root");
    private static final TestCertificates BETWEEN = ROOT.authority("Between");

    private final Notes notes = new Notes();

    private boolean isSound(List<X509Certificate> chain, String host) {
        return new CertificateCheck(List.of(ROOT.certificate()), Clock.systemUTC(), Duration.ofDays(14))
                .isSound(chain, host, notes);
    }

    private List<String> said(Outcome outcome) {
        return notes.findings().stream()
                .filter(finding -> finding.outcome() == outcome)
                .map(Finding::said)
                .toList();
    }

    @Test
    void aChainWithoutItsRootIsComplete() {
        var server = BETWEEN.server("submit.example.org");

        assertThat(isSound(List.of(server.certificate(), BETWEEN.certificate()), "submit.example.org"))
                .isTrue();
        assertThat(said(Outcome.OK)).contains("the chain is complete and ends at CN=Root");
    }

    @Test
    void aChainInDisorderIsTold() {
        var server = BETWEEN.server("submit.example.org");

        assertThat(isSound(
                        List.of(server.certificate(), ROOT.certificate(), BETWEEN.certificate()), "submit.example.org"))
                .isTrue();
        assertThat(said(Outcome.WARN))
                .containsExactly("the chain is complete and ends at CN=Root, but is not in order");
    }

    @Test
    void whatHasExpiredIsStillJudgedByWhoSignedIt() {
        var server = BETWEEN.server(Instant.now().minusSeconds(60), "submit.example.org");

        assertThat(isSound(List.of(server.certificate(), BETWEEN.certificate()), "submit.example.org"))
                .isFalse();
        assertThat(said(Outcome.FAILED)).singleElement().asString().endsWith("expired");
    }

    @Test
    void whatHasExpiredAndIsNotNeededDecidesNothing() {
        var server = BETWEEN.server("submit.example.org");
        var before = TestCertificates.root("Before");
        var cross = before.crossSigned(ROOT, Instant.now().minusSeconds(60));

        assertThat(isSound(
                        List.of(server.certificate(), BETWEEN.certificate(), cross.certificate()),
                        "submit.example.org"))
                .isTrue();
        assertThat(said(Outcome.FAILED)).isEmpty();
        assertThat(said(Outcome.WARN)).singleElement().asString().endsWith("expired, but not needed");
    }

    @Test
    void whatHasExpiredAndIsNeededDecides() {
        var between = ROOT.crossSigned(BETWEEN, Instant.now().minusSeconds(60));
        var server = between.server("submit.example.org");

        assertThat(isSound(List.of(server.certificate(), between.certificate()), "submit.example.org"))
                .isFalse();
        assertThat(said(Outcome.FAILED))
                .singleElement()
                .asString()
                .startsWith("2 of 2")
                .endsWith("expired");
    }

    @Test
    void anAuthorityThatHasExpiredIsTold() {
        var ended = ROOT.crossSigned(BETWEEN, Instant.now().minusSeconds(60));
        var server = ended.server("submit.example.org");
        var check = new CertificateCheck(List.of(ended.certificate()), Clock.systemUTC(), Duration.ofDays(14));

        assertThat(check.isSound(List.of(server.certificate()), "submit.example.org", notes))
                .isFalse();
        assertThat(said(Outcome.FAILED))
                .singleElement()
                .asString()
                .startsWith("the chain ends at CN=Between, which is not in force");
    }

    @Test
    void whatWasSignedByNoAuthorityIsNotTrusted() {
        var server = BETWEEN.server("submit.example.org");
        var forged = server.server("submit.example.org");

        assertThat(isSound(
                        List.of(forged.certificate(), server.certificate(), BETWEEN.certificate()),
                        "submit.example.org"))
                .isFalse();
        assertThat(said(Outcome.FAILED)).isNotEmpty();
    }

    @Test
    void withoutANameInItNothingFits() {
        var server = BETWEEN.server();

        assertThat(isSound(List.of(server.certificate(), BETWEEN.certificate()), "server"))
                .isFalse();
        assertThat(said(Outcome.FAILED)).containsExactly("it is not for server, but for no name at all");
    }

    @ParameterizedTest
    @CsvSource({
        "submit.example.org, submit.example.org, true",
        "submit.example.org, SUBMIT.Example.ORG., true",
        "*.example.org, submit.example.org, true",
        "*.example.org, a.submit.example.org, false",
        "*.example.org, example.org, false",
        "s*.example.org, submit.example.org, false",
        "192.0.2.1, 192.0.2.1, true",
        "192.0.2.1, 192.0.2.2, false",
        "example.org, 192.0.2.1, false",
        "xn--bcher-kva.example, bücher.example, true"
    })
    void names(String inIt, String host, boolean fits) {
        assertThat(CertificateNames.of(ROOT.server(inIt).certificate()).has(host))
                .isEqualTo(fits);
    }
}
