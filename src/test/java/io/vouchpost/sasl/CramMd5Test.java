package io.vouchpost.sasl;

import static io.vouchpost.sasl.Checking.step;
import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.Table;
import io.vouchpost.sasl.Credentials.Verdict;
import io.vouchpost.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.Optional;
import java.util.stream.Stream;
import javax.security.sasl.SaslException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The challenge is that of RFC 2195 §2, where Tim's password is tanstaaftanstaaf. */
class CramMd5Test {
    private static final String CHALLENGE = "<1896.697170952@postoffice.reston.mci.net>";
    private static final String RESPONSE = "tim b913a602c7eda7a495b4e6e7334d3890";

    private final DigestAccount credentials = tim();
    private final Exchange exchange = new CramMd5(() -> CHALLENGE).start(credentials, Channel.BARE);

    private static DigestAccount tim() {
        return new DigestAccount(
                "tim",
                Form.CRAM_MD5,
                CramMd5State.of(Secret.ofText("of another device")),
                CramMd5State.of(Secret.ofText("tanstaaftanstaaf")));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }

    static Stream<Arguments> responses() {
        return Table.of("""
                tim b913a602c7eda7a495b4e6e7334d3890    => accepted
                tim B913A602C7EDA7A495B4E6E7334D3890    => accepted
                tim b913a602c7eda7a495b4e6e7334d3891    => rejected
                tim 00000000000000000000000000000000    => rejected
                tom b913a602c7eda7a495b4e6e7334d3890    => rejected
                Tim of x b913a602c7eda7a495b4e6e7334d3890 => rejected
                tim b913a602c7eda7a495b4e6e7334d389     => invalid
                tim b913a602c7eda7a495b4e6e7334d38900   => invalid
                tim b913a602c7eda7a495b4e6e7334d389g    => invalid
                tim b913a602c7eda7a495b4e6e7334d3890,   => invalid
                tim  913a602c7eda7a495b4e6e7334d3890    => invalid
                tim\u00a0b913a602c7eda7a495b4e6e7334d3890 => invalid
                tim -913a602c7eda7a495b4e6e7334d3890    => invalid
                timb913a602c7eda7a495b4e6e7334d3890     => invalid
                b913a602c7eda7a495b4e6e7334d3890        => invalid
                t\0m b913a602c7eda7a495b4e6e7334d3890   => invalid
                tim                                     => invalid
                t                                       => invalid
                """);
    }

    @ParameterizedTest
    @MethodSource("responses")
    void reads(String response, String expected) {
        assertThat(step(exchange, Optional.empty())).isEqualTo("challenge " + base64(CHALLENGE));
        assertThat(step(exchange, Optional.of(response))).isEqualTo(expected);
    }

    @Test
    void theLastSpaceEndsTheName() {
        step(exchange, Optional.empty());
        step(exchange, Optional.of("tim o'the mill  " + RESPONSE.substring(4)));
        assertThat(credentials.names).containsExactly("tim o'the mill ");
    }

    @Test
    void aNameIsUtf8AndBounded() {
        step(exchange, Optional.empty());
        step(exchange, Optional.of("j\u00c3\u00bcrgen " + RESPONSE.substring(4)));
        assertThat(credentials.names).containsExactly("jürgen");
        assertThat(once("n".repeat(255) + RESPONSE.substring(3))).isEqualTo("rejected");
        assertThat(once("n".repeat(256) + RESPONSE.substring(3))).isEqualTo("invalid");
    }

    @Test
    void anEmptyNameIsNobodys() {
        assertThat(once(RESPONSE.substring(3))).isEqualTo("rejected");
    }

    @Test
    void anEmptyResponseIsNone() {
        step(exchange, Optional.empty());
        assertThat(step(exchange, Optional.of(""))).isEqualTo("invalid");
        assertThat(credentials.names).isEmpty();
    }

    /** RFC 4954 §4: not even an empty one, nor the right one. */
    @ParameterizedTest
    @ValueSource(strings = {"", "tim", RESPONSE})
    void anInitialResponseEndsTheExchange(String initial) {
        assertThat(step(exchange, Optional.of(initial))).isEqualTo("invalid");
        assertThat(step(exchange, Optional.of(RESPONSE))).isEqualTo("invalid");
        assertThat(credentials.names).isEmpty();
    }

    @Test
    void aChallengeIsGoodForOneResponse() {
        step(exchange, Optional.empty());
        assertThat(step(exchange, Optional.of("tim 00000000000000000000000000000000")))
                .isEqualTo("rejected");
        assertThat(step(exchange, Optional.of(RESPONSE))).isEqualTo("invalid");
        assertThat(credentials.names).hasSize(1);
    }

    @Test
    void anAnswerToAnotherChallengeIsWorthNothing() {
        var other = new CramMd5("postoffice.reston.mci.net").start(credentials, Channel.BARE);
        assertThat(step(other, Optional.empty())).startsWith("challenge ");
        assertThat(step(other, Optional.of(RESPONSE))).isEqualTo("rejected");
    }

    @Test
    void challengesAreMessageIdentifiersAndNeverTheSame() {
        var mechanism = new CramMd5("submit.example.org");
        var seen = new HashSet<String>();
        for (int i = 0; i < 1000; i++) {
            var step = step(mechanism.start(credentials, Channel.BARE), Optional.empty());
            var challenge = new String(Base64.getDecoder().decode(step.substring(10)), StandardCharsets.US_ASCII);
            assertThat(challenge).matches("<\\d{20,39}\\.\\d{10}@submit\\.example\\.org>");
            assertThat(seen.add(challenge.substring(0, challenge.indexOf('.')))).isTrue();
        }
    }

    @Test
    void theVerdictIsThatOfTheCredentials() {
        credentials.finding(new Verdict.Disabled("tim"));
        step(exchange, Optional.empty());
        assertThat(step(exchange, Optional.of(RESPONSE))).isEqualTo("disabled");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tanstaaftanstaaf",
                "pässwörd €",
                "seventy octets are more than a block of MD5 has: 123456789012345678901"
            })
    void letsInTheClientOfTheJdk(String password) throws SaslException {
        var account = new DigestAccount("tim", Form.CRAM_MD5, CramMd5State.of(Secret.ofText(password)));
        for (var typed : new String[] {password, password + "."}) {
            var server = new CramMd5("submit.example.org").start(account, Channel.BARE);
            var challenge =
                    Base64.getDecoder().decode(step(server, Optional.empty()).substring(10));
            byte[] response = new StockSasl("CRAM-MD5", "submit.example.org", "tim", typed)
                    .client()
                    .evaluateChallenge(challenge);
            assertThat(step(server, Optional.of(new String(response, StandardCharsets.ISO_8859_1))))
                    .isEqualTo(typed.equals(password) ? "accepted" : "rejected");
        }
    }

    /** A digit may change its case by one bit: that says the same. */
    @Property
    void noOtherBitMayDiffer(@ForAll @IntRange(max = 35) int at, @ForAll @IntRange(max = 7) int bit) {
        var changed = new StringBuilder(RESPONSE);
        changed.setCharAt(at, (char) (RESPONSE.charAt(at) ^ 1 << bit));
        boolean sameDigit = at > 3 && changed.toString().equalsIgnoreCase(RESPONSE);
        assertThat(once(changed.toString()))
                .isIn(sameDigit ? new Object[] {"accepted"} : new Object[] {"rejected", "invalid"});
    }

    @Property
    void nothingMayBeMissing(@ForAll @IntRange(max = 35) int length, @ForAll boolean atTheEnd) {
        assertThat(once(atTheEnd ? RESPONSE.substring(0, length) : RESPONSE.substring(36 - length)))
                .isIn("rejected", "invalid");
    }

    private static String once(String response) {
        var exchange = new CramMd5(() -> CHALLENGE).start(tim(), Channel.BARE);
        step(exchange, Optional.empty());
        return step(exchange, Optional.of(response));
    }
}
