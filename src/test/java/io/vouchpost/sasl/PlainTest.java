package io.vouchpost.sasl;

import static io.vouchpost.sasl.Checking.step;
import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.Table;
import io.vouchpost.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PlainTest {
    private final Checking credentials = new Checking();
    private final Exchange exchange = new Plain().start(credentials, Channel.BARE);

    /** RFC 4616 §2 and §4, with {@code |} for NUL. Ursel and Kurt are its examples, too. */
    static Stream<Arguments> messages() {
        return Table.of("""
                |tim|tanstaaftanstaaf        => accepted
                tim|tim|tanstaaftanstaaf     => accepted
                TIM|tim|tanstaaftanstaaf     => accepted
                tim|TIM|tanstaaftanstaaf     => accepted
                Ursel|tim|tanstaaftanstaaf   => foreign
                Ursel|tim|wrong              => rejected
                Ursel|Kurt|xipj3plmq         => rejected
                |tim|wrong                   => rejected
                |tim|tanstaaftanstaaf.       => rejected
                |tim|                        => rejected
                ||tanstaaftanstaaf           => rejected
                ||                           => rejected
                |                            => invalid
                tim                          => invalid
                tim|tanstaaftanstaaf         => invalid
                |||                          => invalid
                |tim|tanstaaftanstaaf|       => invalid
                |||||||                      => invalid
                |t\u00ffm|tanstaaftanstaaf   => rejected
                |tim|\u00ff\u00fe            => rejected
                """);
    }

    @ParameterizedTest
    @MethodSource("messages")
    void reads(String message, String expected) {
        assertThat(step(exchange, Optional.of(message.replace('|', '\0')))).isEqualTo(expected);
    }

    @Test
    void anEmptyResponseIsNotAnAbsentOne() {
        assertThat(step(exchange, Optional.of(""))).isEqualTo("invalid");
        assertThat(step(exchange, Optional.empty())).isEqualTo("challenge ");
        assertThat(step(exchange, Optional.of("\0tim\0tanstaaftanstaaf"))).isEqualTo("accepted");
    }

    @Test
    void namesAreBoundedEachForItself() {
        assertThat(step(exchange, Optional.of("z".repeat(255) + "\0" + "c".repeat(255) + "\0x")))
                .isEqualTo("rejected");
        assertThat(step(exchange, Optional.of("\0" + "c".repeat(256) + "\0x"))).isEqualTo("invalid");
        assertThat(step(exchange, Optional.of("z".repeat(256) + "\0c\0x"))).isEqualTo("invalid");
        assertThat(credentials.asked).hasSize(1);
    }

    @Test
    void aLongPasswordIsForTheCredentialsToJudge() {
        assertThat(step(exchange, Optional.of("\0tim\0" + "x".repeat(9000)))).isEqualTo("rejected");
    }

    /** A foreign authzid tells nothing about the password, nor by its time: that is checked first. */
    @Test
    void thePasswordIsCheckedWhateverTheAuthzid() {
        step(exchange, Optional.of("Ursel\0tim\0wrong"));
        assertThat(credentials.asked).containsExactly("tim/wrong");
    }

    @Test
    void thePasswordIsWipedWhenTheAnswerIsThereAndNotBefore() {
        var answer = credentials.slowly();
        var message = Secret.ofText("\0tim\0tanstaaftanstaaf");
        var step = exchange.next(Optional.of(message));
        message.close();
        var password = credentials.passwords.get(0);
        assertThat(password.octets()).isEqualTo("tanstaaftanstaaf".getBytes(StandardCharsets.US_ASCII));
        answer.complete();
        assertThat(step.isComplete()).isTrue();
        assertThat(password.octets()).containsOnly(0);
    }

    @Test
    void thePasswordIsWipedWhenTheCheckFails() {
        credentials.slowly().fail("away");
        assertThat(exchange.next(Optional.of(Secret.ofText("\0tim\0x"))).failed())
                .isTrue();
        assertThat(credentials.passwords.get(0).octets()).containsOnly(0);
    }
}
