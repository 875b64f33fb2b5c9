package io.vouchpost.sasl;

import static io.vouchpost.database.TestDatabase.await;
import static io.vouchpost.sasl.ScramAccount.answer;
import static org.assertj.core.api.Assertions.assertThat;

import com.ongres.scram.client.ScramClient;
import io.vouchpost.Table;
import io.vouchpost.sasl.Credentials.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ScramTest {
    private final ScramAccount account = ScramAccount.user();

    /** RFC 5802 §5, RFC 7677 §3; the third computed with Python's hashlib. */
    static Stream<Arguments> vectors() {
        return Table.of("""
                SCRAM_SHA_1 => QSXCR+Q6sek8bf92 => fyko+d2lbbFgONRv9qkxdawL => 3rfcNHYJY1ZVvWVs7j => v0X8v3Bz2T0CJGbJQyF0X+HI4Ts= => rmF9pqV8S7suAoZWja4dJRkFsKQ=
                SCRAM_SHA_256 => W22ZaJ0SNY7soEsUEjb6gQ== => rOprNGfwEbeRWgbNEkqO => %hvYDpWUa2RaTCAfuxFIlj)hNlF$k0 => dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ= => 6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=
                SCRAM_SHA_512 => W22ZaJ0SNY7soEsUEjb6gQ== => rOprNGfwEbeRWgbNEkqO => %hvYDpWUa2RaTCAfuxFIlj)hNlF$k0 => gMGXRcevScNtxZ6/8lQYpGtnsNAc3mGcmNomv+xnoOMw+3R2xNJdMNnzMlTN8PPC6wdp6dybEmDYXYTxwnYPJQ== => ZQnYEgWQMFmmsM8aQMF0nDDCy/AgCzkwk8CmMZYcMg0vSVlKDanekLtifDSeVGT4+5ZxXnJq199RVG2rR7N7Zw==
                """);
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void theExamplesOfTheStandards(
            Form form, String salt, String clientNonce, String serverNonce, String proof, String signature) {
        var pencil = new ScramAccount("user", salt, 4096, "pencil");
        var exchange = new Scram(form, false, () -> serverNonce).start(pencil, Channel.BARE);

        assertThat(answer(exchange, "n,,n=user,r=" + clientNonce))
                .isEqualTo("r=" + clientNonce + serverNonce + ",s=" + salt + ",i=4096");
        assertThat(answer(exchange, "c=biws,r=" + clientNonce + serverNonce + ",p=" + proof))
                .isEqualTo("v=" + signature);
        assertThat(answer(exchange, "")).isEqualTo("Accepted");
    }

    @Test
    void allSixAreThereUnderTheirRegisteredNames() {
        assertThat(Scram.all())
                .extracting(Mechanism::name)
                .containsExactly(
                        "SCRAM-SHA-512-PLUS",
                        "SCRAM-SHA-512",
                        "SCRAM-SHA-256-PLUS",
                        "SCRAM-SHA-256",
                        "SCRAM-SHA-1-PLUS",
                        "SCRAM-SHA-1");
    }

    @Test
    void theClientBegins() {
        var exchange = exchange();
        assertThat(await(exchange.next(Optional.empty()))).isEqualTo(new Step.Challenge(""));
        assertThat(logIn(exchange, client("user", "pencil"))).containsExactly("v=", "Accepted");
    }

    @Test
    void aWrongPasswordAndAnUnknownNameAreRejectedAlike() {
        assertThat(logIn(exchange(), client("user", "pencils"))).containsExactly("Rejected");
        assertThat(account.tried).isEqualTo(1);
        assertThat(logIn(exchange(), client("nobody", "pencil"))).containsExactly("Rejected");
        assertThat(account.tried).isEqualTo(2);
    }

    @Test
    void anyOfSeveralPasswordsWillDo() {
        var several = new ScramAccount("user", "W22ZaJ0SNY7soEsUEjb6gQ==", 16, "pencil", "printer", "phone");
        for (var password : List.of("pencil", "printer", "phone")) {
            assertThat(logIn(exchange(several), client("user", password))).containsExactly("v=", "Accepted");
        }
        assertThat(logIn(exchange(several), client("user", "scanner"))).containsExactly("Rejected");
    }

    @Test
    void noOtherVerdictIsFollowedByTheServersProof() {
        for (var verdict : List.of(
                new Verdict.Disabled("user"),
                new Verdict.FactorMissing("user", "code"),
                new Verdict.VerifierMissing("user"),
                new Verdict.Barred(),
                new Verdict.Unavailable("away"))) {
            assertThat(logIn(exchange(account.giving(verdict)), client("user", "pencil")))
                    .containsExactly(verdict.getClass().getSimpleName());
        }
    }

    @Test
    void nobodyIsAcceptedWhoseProofWasNotLookedAt() {
        assertThat(logIn(exchange(account.careless()), client("user", "wrong"))).containsExactly("Rejected");
    }

    @Test
    void oneMayAskToActAsOneselfOnly() {
        assertThat(logIn(exchange(), actingAs("USER"))).containsExactly("v=", "Accepted");
        assertThat(logIn(exchange(), actingAs("other"))).containsExactly("Foreign");
        assertThat(account.tried).isEqualTo(2); // a foreign name tells nothing about the password
    }

    @Test
    void theServersProofWantsAnEmptyAnswer() {
        var exchange = exchange();
        var client = client("user", "pencil");
        read(client, answer(exchange, client.clientFirstMessage().toString()));
        answer(exchange, client.clientFinalMessage().toString());

        assertThat(answer(exchange, "x")).startsWith("Invalid");
        assertThat(answer(exchange, "")).startsWith("Invalid");
    }

    @Test
    void aProofIsGoodOnceAndInItsExchange() {
        var exchange = exchange();
        var client = client("user", "pencil");
        String first = client.clientFirstMessage().toString();
        read(client, answer(exchange, first));
        String last = client.clientFinalMessage().toString();
        assertThat(answer(exchange, last)).startsWith("v=");
        assertThat(answer(exchange, last)).startsWith("Invalid");

        var replayed = exchange();
        answer(replayed, first);
        assertThat(answer(replayed, last)).startsWith("Invalid: other-error: the nonce");
    }

    @Test
    void messagesOutOfTurnAreNoMessages() {
        assertThat(answer(exchange(), "")).startsWith("Invalid");
        assertThat(answer(exchange(), "c=biws,r=abc,p=AAAA")).startsWith("Invalid");
        var exchange = exchange();
        answer(exchange, "n,,n=user,r=abc");
        assertThat(answer(exchange, "n,,n=user,r=abc")).startsWith("Invalid");
        assertThat(account.tried).isZero();
    }

    @Test
    void namesAreUnescapedAndPrepared() {
        answer(exchange(), "n,,n=a=2Cb=3D2C,r=abc");
        answer(exchange(), "n,,n=I\u00adX\u2168,r=abc"); // RFC 4013 §3, and a Roman nine
        assertThat(account.names).containsExactly("a,b=2C", "IXIX");
    }

    private Exchange exchange() {
        return exchange(account);
    }

    private static Exchange exchange(Credentials credentials) {
        return Scram.all().get(3).start(credentials, Channel.BARE);
    }

    private static ScramClient client(String name, String password) {
        return ScramClient.builder()
                .advertisedMechanisms(List.of("SCRAM-SHA-256"))
                .username(name)
                .password(password.toCharArray())
                .build();
    }

    private static ScramClient actingAs(String authzid) {
        return ScramClient.builder()
                .advertisedMechanisms(List.of("SCRAM-SHA-256"))
                .username("user")
                .password("pencil".toCharArray())
                .authzid(authzid)
                .build();
    }

    /** What the server answers to the client's proof, with {@code v=} for one that the client has found right, and so on. */
    private static List<String> logIn(Exchange exchange, ScramClient client) {
        return ScramOracleTest.logIn(exchange, client);
    }

    private static void read(ScramClient client, String serverFirst) {
        ScramOracleTest.read(client, serverFirst);
    }
}
