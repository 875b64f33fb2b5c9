package io.vouchpost.sasl;

import static io.vouchpost.sasl.Checking.step;
import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LoginTest {
    /** The prompts that some clients compare to the letter. */
    private static final String USERNAME = "challenge " + base64("Username:");

    private static final String PASSWORD = "challenge " + base64("Password:");

    private final Checking credentials = new Checking();
    private final Exchange exchange = new Login().start(credentials, Channel.BARE);

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void asksForNameAndPassword() {
        assertThat(step(exchange, Optional.empty())).isEqualTo(USERNAME);
        assertThat(step(exchange, Optional.of("tim"))).isEqualTo(PASSWORD);
        assertThat(step(exchange, Optional.of("tanstaaftanstaaf"))).isEqualTo("accepted");
    }

    @Test
    void theNameMayComeAtOnce() {
        assertThat(step(exchange, Optional.of("tim"))).isEqualTo(PASSWORD);
        assertThat(step(exchange, Optional.of("wrong"))).isEqualTo("rejected");
    }

    /** {@code AUTH LOGIN =}, and an empty line each time: it is the name that is empty, and the password. */
    @Test
    void emptyResponsesAreResponses() {
        assertThat(step(exchange, Optional.of(""))).isEqualTo(PASSWORD);
        assertThat(step(exchange, Optional.of(""))).isEqualTo("rejected");
        assertThat(credentials.asked).containsExactly("/");
    }

    @Test
    void aNulIsNoPartOfNameOrPassword() {
        assertThat(step(exchange, Optional.of("t\0m"))).isEqualTo("invalid");
        assertThat(step(exchange, Optional.of("tim"))).isEqualTo(PASSWORD);
        assertThat(step(exchange, Optional.of("\0"))).isEqualTo("invalid");
        assertThat(credentials.asked).isEmpty();
    }

    @Test
    void aNameIsBounded() {
        assertThat(step(exchange, Optional.of("n".repeat(256)))).isEqualTo("invalid");
        assertThat(step(exchange, Optional.of("n".repeat(255)))).isEqualTo(PASSWORD);
    }

    @Test
    void whatIsNotUtf8IsNobodysName() {
        assertThat(step(exchange, Optional.of("t\u00ffm"))).isEqualTo(PASSWORD);
        assertThat(step(exchange, Optional.of("tanstaaftanstaaf"))).isEqualTo("rejected");
    }

    @Test
    void exchangesKnowNothingOfEachOther() {
        var other = new Login().start(credentials, Channel.BARE);
        step(exchange, Optional.of("tim"));
        assertThat(step(other, Optional.empty())).isEqualTo(USERNAME);
        assertThat(step(other, Optional.of("tom"))).isEqualTo(PASSWORD);
        assertThat(step(exchange, Optional.of("tanstaaftanstaaf"))).isEqualTo("accepted");
    }

    @Test
    void thePasswordIsWipedWhenTheAnswerIsThereAndNotBefore() {
        step(exchange, Optional.of("tim"));
        var answer = credentials.slowly();
        var response = Secret.ofText("tanstaaftanstaaf");
        var step = exchange.next(Optional.of(response));
        response.close();
        assertThat(credentials.asked).isEqualTo(List.of("tim/tanstaaftanstaaf"));
        assertThat(credentials.passwords.get(0).octets()).doesNotContain(0);
        answer.complete();
        assertThat(step.isComplete()).isTrue();
        assertThat(credentials.passwords.get(0).octets()).containsOnly(0);
    }
}
