package io.vouchpost.sasl;

import static io.vouchpost.database.TestDatabase.await;
import static io.vouchpost.sasl.Checking.step;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.ext.auth.prng.PRNG;
import io.vertx.ext.mail.impl.sasl.AuthDigest;
import io.vouchpost.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import javax.security.sasl.SaslClient;
import javax.security.sasl.SaslException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** DIGEST-MD5 with clients not by us. */
class DigestMd5ClientTest {
    private static final String HOST = "submit.example.org";

    private static Exchange server(String name, String realm, String password) {
        var secret = DigestMd5Secret.of(name, realm, Secret.ofText(password));
        return new DigestMd5(realm, Set.of(HOST, realm))
                .start(new DigestAccount(name, Form.DIGEST_MD5, secret), Channel.BARE);
    }

    private static byte[] challenge(String step) {
        assertThat(step).startsWith("challenge ");
        return Base64.getDecoder().decode(step.substring(10));
    }

    /** The client's answer to the challenge. */
    private static Optional<String> answer(SaslClient client, byte[] challenge) throws SaslException {
        return Optional.of(new String(client.evaluateChallenge(challenge), StandardCharsets.ISO_8859_1));
    }

    @ParameterizedTest
    @CsvSource({
        "tim, example.org, tanstaaftanstaaf",
        "tim@example.org, example.net, secret",
        "tim, example.org, '  \" \\ , = '",
        "EXAMPLE\\tim, example.org, secret",
        "'tim \"the\" miller', 'a \"quoted\" \\ realm', secret",
        "jürgen@example.org, example.org, pässwörd",
        "jürgen, bücher.example, pässwörd€",
        "юрий, example.org, пароль",
        "tim, кириллица, ÿ"
    })
    void bothSidesFindTheOtherRight(String name, String realm, String password) throws SaslException {
        var server = server(name, realm, password);
        var client = new StockSasl("DIGEST-MD5", HOST, name, password).client();
        var response = answer(client, challenge(step(server, Optional.empty())));
        assertThat(client.evaluateChallenge(challenge(step(server, response)))).isNullOrEmpty();
        assertThat(client.isComplete()).isTrue();
        assertThat(step(server, Optional.of(""))).isEqualTo("accepted");
    }

    @ParameterizedTest
    @CsvSource({"tim, wrong", "tim, ''", "tom, secret", "TIM, secret"})
    void anotherNameOrPasswordIsRejected(String name, String password) throws SaslException {
        var server = server("tim", "example.org", "secret");
        var client = new StockSasl("DIGEST-MD5", HOST, name, password).client();
        assertThat(step(server, answer(client, challenge(step(server, Optional.empty())))))
                .isEqualTo("rejected");
    }

    @Test
    void aClientOfAnotherServerIsRefused() throws SaslException {
        var server = server("tim", "example.org", "secret");
        var client = new StockSasl("DIGEST-MD5", "submit.example.net", "tim", "secret").client();
        assertThat(step(server, answer(client, challenge(step(server, Optional.empty())))))
                .isEqualTo("invalid");
    }

    /** The authzid is part of what is proven; whose it is is looked at afterwards. */
    @ParameterizedTest
    @CsvSource({
        "tim, secret, accepted",
        "TIM, secret, accepted",
        "ürsel, secret, foreign",
        "tim, wrong, rejected",
        "ursel, wrong, rejected"
    })
    void anAuthzidIsPartOfTheProof(String authzid, String password, String expected) throws SaslException {
        var server = server("tim", "example.org", "secret");
        var client = new StockSasl("DIGEST-MD5", HOST, "tim", password).client(authzid);
        var response = answer(client, challenge(step(server, Optional.empty())));
        assertThat(response.orElseThrow()).contains("authzid=");
        var step = step(server, response);
        if (expected.equals("accepted")) {
            assertThat(client.evaluateChallenge(challenge(step))).isNullOrEmpty();
            step = step(server, Optional.of(""));
        }
        assertThat(step).isEqualTo(expected);
    }

    /** The test can fail: this client does look at what the server proves. */
    @Test
    void theClientWouldNotTakeAnotherRspauth() throws SaslException {
        var server = server("tim", "example.org", "secret");
        var client = new StockSasl("DIGEST-MD5", HOST, "tim", "secret").client();
        var response = answer(client, challenge(step(server, Optional.empty())));
        byte[] rspauth = challenge(step(server, response));
        rspauth[rspauth.length - 1] ^= 1;
        assertThatThrownBy(() -> client.evaluateChallenge(rspauth)).isInstanceOf(SaslException.class);
    }

    /** It has no host in its digest-uri. */
    @Test
    void letsInTheMailClientOfVertx() {
        var vertx = Vertx.vertx();
        try {
            var client = new AuthDigest("DIGEST-MD5", new PRNG(vertx), "tim", "secret");
            var server = server("tim", "example.org", "secret");
            assertThat(client.nextStep("")).isEmpty();
            var challenge = new String(challenge(step(server, Optional.empty())), StandardCharsets.US_ASCII);
            var rspauth = challenge(step(server, Optional.of(client.nextStep(challenge))));
            var end = client.nextStep(new String(rspauth, StandardCharsets.US_ASCII));
            assertThat(step(server, Optional.of(end))).isEqualTo("accepted");
        } finally {
            await(vertx.close());
        }
    }
}
