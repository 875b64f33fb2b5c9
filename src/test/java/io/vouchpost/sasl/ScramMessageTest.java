package io.vouchpost.sasl;

import static io.vouchpost.sasl.ScramAccount.answer;
import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.Table;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is a message of SCRAM, and what is none. */
class ScramMessageTest {
    private final ScramAccount account = ScramAccount.user();
    private final Channel bound = new Channel(Optional.empty(), Map.of("tls-exporter", new byte[] {1, 2, 3}));

    /** {@code |} stands for NUL. */
    static Stream<Arguments> firstMessages() {
        return Table.of("""
                n,,n=user,r=abc                  => r=
                y,,n=user,r=abc                  => r=
                n,a=user,n=user,r=abc            => r=
                n,,n=user,r=abc,x=ignored,Y=too  => r=
                n,,n=user,r=!"#$%&'()*+-./~      => r=
                n,,n==3D,r=abc                   => r=
                n,,n=user                        => Invalid
                n,,n=user,r=                     => Invalid
                n,,n=user,r=a b                  => Invalid
                n,,n=user,r=ab\u00e9             => Invalid
                n,,n=user,r=abc,                 => Invalid
                n,,n=user,r=abc,x                => Invalid
                n,,n=user,r=abc,x=               => Invalid
                n,,n=user,r=abc,x=|              => Invalid
                n,,n=user,r=abc,1=x              => Invalid
                n,,n=user,r=abc,m=x              => Invalid
                n,,m=x,n=user,r=abc              => Invalid
                n,,n=,r=abc                      => Invalid
                n,,n=us=er,r=abc                 => Invalid
                n,,n=user=,r=abc                 => Invalid
                n,,n=user=2,r=abc                => Invalid
                n,,n=user=2c,r=abc               => Invalid
                n,,n==2=2CC,r=abc                => Invalid
                n,,n=us|er,r=abc                 => Invalid
                n,,n=us\u0007er,r=abc            => Invalid
                n,,n=\u00ad,r=abc                => Invalid
                n,,n=\u0627\u0031,r=abc          => Invalid
                n,,r=abc,n=user                  => Invalid
                n,,N=user,r=abc                  => Invalid
                n,a=,n=user,r=abc                => Invalid
                n,a=us=er,n=user,r=abc           => Invalid
                n,b=user,n=user,r=abc            => Invalid
                n,user,n=user,r=abc              => Invalid
                n,n=user,r=abc                   => Invalid
                n=user,r=abc                     => Invalid
                ,,n=user,r=abc                   => Invalid
                N,,n=user,r=abc                  => Invalid
                x,,n=user,r=abc                  => Invalid
                nn,,n=user,r=abc                 => Invalid
                p,,n=user,r=abc                  => Invalid
                p=,,n=user,r=abc                 => Invalid
                p=tls_x,,n=user,r=abc            => Invalid
                F,n,,n=user,r=abc                => Invalid
                ,                                => Invalid
                ,,,                              => Invalid
                """);
    }

    @ParameterizedTest
    @MethodSource("firstMessages")
    void aFirstMessage(String message, String expected) {
        assertThat(answer(exchange(false, Channel.BARE), message.replace('|', '\0')))
                .startsWith(expected);
    }

    /** By the offer: bare or bound channel, mechanism without or with -PLUS. */
    static Stream<Arguments> flags() {
        return Table.of("""
                bare  => plain => n                => r=
                bare  => plain => y                => r=
                bare  => plain => p=tls-exporter   => Invalid: channel binding in the message, but no -PLUS
                bound => plain => n                => r=
                bound => plain => y                => Invalid: server-does-support-channel-binding
                bound => plain => p=tls-exporter   => Invalid: channel binding in the message, but no -PLUS
                bare  => plus  => n                => Invalid: a -PLUS mechanism without
                bare  => plus  => y                => Invalid: a -PLUS mechanism without
                bare  => plus  => p=tls-exporter   => Invalid: unsupported-channel-binding-type: tls-exporter
                bound => plus  => n                => Invalid: a -PLUS mechanism without
                bound => plus  => y                => Invalid: a -PLUS mechanism without
                bound => plus  => p=tls-exporter   => r=
                bound => plus  => p=tls-unique     => Invalid: unsupported-channel-binding-type: tls-unique
                bound => plus  => p=TLS-EXPORTER   => Invalid: unsupported-channel-binding-type: TLS-EXPORTER
                """);
    }

    @ParameterizedTest
    @MethodSource("flags")
    void channelBinding(String channel, String mechanism, String flag, String expected) {
        var exchange = exchange(mechanism.equals("plus"), channel.equals("bound") ? bound : Channel.BARE);
        assertThat(answer(exchange, flag + ",,n=user,r=abc")).startsWith(expected);
        assertThat(account.names).hasSize(expected.equals("r=") ? 1 : 0);
    }

    /** After {@code n,,n=user,r=abc}, with {@code @} for a proof of the right length. */
    static Stream<Arguments> finalMessages() {
        return Table.of("""
                c=biws,r=abcdef,@           => Rejected
                c=biws,r=abcdef,x=1,y=2,@   => Rejected
                c=biws,r=abcdef,m=1,@       => Invalid: not
                c=biws,r=abcdef,@,x=1       => Invalid: not
                c=biws,r=abcdef,x,@         => Invalid: not
                c=biws,r=abcdef             => Invalid: not
                c=biws,r=abcdef,p=          => Invalid: not
                c=biws,r=abcdef,p=AAAA      => Invalid: not
                c=biws,r=abcdef,@=          => Invalid: not
                c=biws,r=abcdef,@@          => Invalid: not
                c=biws,r=abcdef,p=****      => Invalid: not
                r=abcdef,c=biws,@           => Invalid: not
                c=biws,@                    => Invalid: not
                r=abcdef,@                  => Invalid: not
                c=,r=abcdef,@               => Invalid: not
                c=biws,r=,@                 => Invalid: not
                c=biws,r=abc,@              => Invalid: other-error
                c=biws,r=def,@              => Invalid: other-error
                c=biws,r=abcdefg,@          => Invalid: other-error
                c=biws,r=ABCDEF,@           => Invalid: other-error
                c=eSws,r=abcdef,@           => Invalid: channel-bindings-dont-match
                c=biwsAA==,r=abcdef,@       => Invalid: channel-bindings-dont-match
                c=biw=,r=abcdef,@           => Invalid: channel-bindings-dont-match
                c=bixhPXVzZXIs,r=abcdef,@   => Invalid: channel-bindings-dont-match
                c=\u00e9,r=abcdef,@         => Invalid: channel-bindings-dont-match
                """);
    }

    @ParameterizedTest
    @MethodSource("finalMessages")
    void aFinalMessage(String message, String expected) {
        var exchange = exchange(false, Channel.BARE);
        assertThat(answer(exchange, "n,,n=user,r=abc")).startsWith("r=abcdef,");
        assertThat(answer(exchange, message.replace("@", "p=" + "A".repeat(43) + "=")))
                .startsWith(expected);
    }

    /** Bits that mean nothing are none: each proof has one spelling. */
    @Test
    void aProofHasOneSpelling() {
        for (var proof :
                new String[] {"A".repeat(43), "A".repeat(42) + "B=", "A".repeat(43) + "==", "-".repeat(43) + "="}) {
            var exchange = exchange(false, Channel.BARE);
            answer(exchange, "n,,n=user,r=abc");
            assertThat(answer(exchange, "c=biws,r=abcdef,p=" + proof)).startsWith("Invalid: not");
        }
    }

    @Test
    void everythingHasABound() {
        assertThat(answer(exchange(false, Channel.BARE), "n,,n=" + "n".repeat(255) + ",r=abc"))
                .startsWith("r=");
        assertThat(answer(exchange(false, Channel.BARE), "n,,n=" + "=2C".repeat(255) + ",r=abc"))
                .startsWith("r=");
        assertThat(answer(exchange(false, Channel.BARE), "n,,n=" + "n".repeat(256) + ",r=abc"))
                .startsWith("Invalid");
        assertThat(answer(exchange(false, Channel.BARE), "n,,n=" + "=2C".repeat(256) + ",r=abc"))
                .startsWith("Invalid");
        assertThat(answer(exchange(false, Channel.BARE), "n,,n=" + "\ufdfa".repeat(20) + ",r=abc")) // each grows to 18
                .startsWith("Invalid");
        assertThat(answer(exchange(false, Channel.BARE), "n,,n=user,r=" + "r".repeat(512)))
                .startsWith("r=");
        assertThat(answer(exchange(false, Channel.BARE), "n,,n=user,r=" + "r".repeat(513)))
                .startsWith("Invalid");
        assertThat(answer(exchange(false, Channel.BARE), "n,,n=user,r=abc" + ",x=1".repeat(1_000)))
                .startsWith("r=");
        assertThat(answer(exchange(false, Channel.BARE), "n,,n=user,r=abc" + ",x=1".repeat(2_300)))
                .startsWith("Invalid");
    }

    @Test
    void whatIsNotUtf8IsNoMessage() {
        assertThat(answer(exchange(false, Channel.BARE), "n,,n=us\u00ffer,r=abc".getBytes(StandardCharsets.ISO_8859_1)))
                .startsWith("Invalid");
        assertThat(account.names).isEmpty();
    }

    private Exchange exchange(boolean plus, Channel channel) {
        return new Scram(Form.SCRAM_SHA_256, plus, () -> "def").start(account, channel);
    }
}
