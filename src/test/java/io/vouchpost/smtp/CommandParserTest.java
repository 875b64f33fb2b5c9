package io.vouchpost.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.Table;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands, apart from the paths of MAIL and RCPT: {@link PathTest}. */
class CommandParserTest {

    /** RFC 5321 §4.1.1, RFC 3207, RFC 4954. */
    static Stream<Arguments> commands() {
        return Table.of("""
                EHLO client.example           => EHLO client.example
                ehlo client.example           => EHLO client.example
                EHLO [192.0.2.1]              => EHLO [192.0.2.1]
                EHLO [IPv6:2001:db8::1]       => EHLO [IPv6:2001:db8::1]
                EHLO  two words               => EHLO two words
                EHLO Jörgs-PC                 => EHLO J??rgs-PC
                EHLO                          => 501 5.5.4
                EHLO a\tb                     => 501 5.5.4
                HELO x                        => HELO x
                HELO                          => 501 5.5.4
                STARTTLS                      => STARTTLS
                StartTls                      => STARTTLS
                STARTTLS now                  => 501 5.5.4
                DATA                          => DATA
                DATA now                      => 501 5.5.4
                RSET\t                        => RSET
                RSET x                        => 501 5.5.4
                QUIT                          => QUIT
                NOOP whatever                 => NOOP
                HELP me                       => HELP
                VRFY alice                    => VRFY
                VRFY                          => 501 5.5.4
                EXPN list                     => 500 5.5.1
                ETRN example.org              => 500 5.5.1
                BDAT 5 LAST                   => 500 5.5.1
                TURN                          => 500 5.5.1
                XYZ                           => 500 5.5.1
                STARTTLSSTARTTLS              => 500 5.5.1
                DATA.                         => 500 5.5.1
                .                             => 500 5.5.1
                GET / HTTP/1.1                => HTTP
                PRI * HTTP/2.0                => HTTP
                CONNECT x:25 HTTP/1.0         => HTTP
                GET mail                      => 500 5.5.1
                """);
    }

    /** RFC 4954 §4, and what clients make of it. */
    static Stream<Arguments> auth() {
        return Table.of("""
                AUTH PLAIN                    => AUTH PLAIN
                auth plain                    => AUTH PLAIN
                AUTH  CRAM-MD5                => AUTH CRAM-MD5
                AUTH SCRAM-SHA-256-PLUS       => AUTH SCRAM-SHA-256-PLUS
                AUTH PLAIN AGEAYg==           => AUTH PLAIN [AGEAYg==]
                AUTH\tPLAIN\tAGEAYg==\t       => AUTH PLAIN [AGEAYg==]
                AUTH PLAIN =                  => AUTH PLAIN []
                AUTH PLAIN ==                 => AUTH PLAIN [==]
                AUTH LOGIN a b                => 501 5.5.4
                AUTH                          => 501 5.5.4
                AUTH ABCDEFGHIJKLMNOPQRST     => AUTH ABCDEFGHIJKLMNOPQRST
                AUTH ABCDEFGHIJKLMNOPQRSTU    => 501 5.5.4
                AUTH PL*IN                    => 504 5.5.4
                AUTH PLÄIN                    => 504 5.5.4
                AUTH=PLAIN                    => 500 5.5.1
                """);
    }

    /** RFC 5321 §4.1.2, RFC 1870, RFC 6152, RFC 6531 §3.4, RFC 4954 §5. */
    static Stream<Arguments> parameters() {
        return Table.of("""
                SIZE=100                      => SIZE 100
                size=100                      => SIZE 100
                SIZE=0                        => SIZE 0
                SIZE=00000000000000000001     => SIZE 9223372036854775807
                SIZE=99999999999999999999     => SIZE 9223372036854775807
                SIZE=999999999999999999999    => 501 5.5.4
                SIZE=                         => 501 5.5.4
                SIZE                          => 501 5.5.4
                SIZE=-1                       => 501 5.5.4
                SIZE=1 SIZE=1                 => 501 5.5.4
                SIZE=1 size=2                 => 501 5.5.4
                BODY=7BIT                     => SEVEN_BIT
                body=8bitmime                 => EIGHT_BIT_MIME
                BODY=BINARYMIME               => 501 5.5.4
                BODY                          => 501 5.5.4
                SMTPUTF8                      => SMTPUTF8
                smtputf8                      => SMTPUTF8
                SMTPUTF8=yes                  => 501 5.5.4
                AUTH=<>                       => nothing
                AUTH=alice+40example.org      => nothing
                AUTH=                         => 501 5.5.4
                AUTH=a+zz                     => 501 5.5.4
                AUTH=a=b                      => 501 5.5.4
                SMTPUTF8 BODY=8BITMIME SIZE=1 => SIZE 1 EIGHT_BIT_MIME SMTPUTF8
                SIZE=1   BODY=8BITMIME\t      => SIZE 1 EIGHT_BIT_MIME
                RET=HDRS                      => 555 5.5.4
                ENVID=x                       => 555 5.5.4
                REQUIRETLS                    => 555 5.5.4
                SIZE=1 FOO                    => 555 5.5.4
                """);
    }

    @ParameterizedTest
    @MethodSource({"commands", "auth"})
    void readsACommand(String line, String expected) {
        assertThat(Said.summary(Said.parse(line))).isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("parameters")
    void readsTheParametersOfMail(String parameters, String expected) {
        String summary = Said.summary(Said.parse("MAIL FROM:<a@b.example> " + parameters));
        String whole = expected.equals("nothing") ? "" : " " + expected;
        assertThat(summary).isEqualTo(expected.startsWith("5") ? expected : "MAIL <a@b.example>" + whole);
    }

    @Test
    void recipientsHaveNoParameters() {
        assertThat(Said.summary(Said.parse("RCPT TO:<a@b.example> NOTIFY=NEVER")))
                .isEqualTo("555 5.5.4");
    }

    @Test
    void anAddressThatIsNotAsciiNeedsSmtpUtf8() {
        assertThat(Said.summary(Said.parse("MAIL FROM:<jörg@b.example>"))).isEqualTo("553 5.6.7");
        assertThat(Said.summary(Said.parse("MAIL FROM:<jörg@bücher.example> SMTPUTF8")))
                .isEqualTo("MAIL <jörg@bücher.example> SMTPUTF8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"NOOP \u0000", "NOOP \u0007", "NOOP \u007f", "NOOP \u009b31m", "RSET\r", "EHLO a\rb"})
    void refusesControlCharacters(String line) {
        assertThat(Said.summary(Said.parse(line))).isEqualTo("500 5.5.2");
    }

    @Test
    void refusesWhatIsNotUtf8() {
        var line = "MAIL FROM:<j\u00f6rg@b.example>".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(Said.summary(new CommandParser("x").parse(line))).isEqualTo("500 5.5.2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"AUTH PLAIN AGEAYg==", "AUTH LOGIN a b", "AUTH P*AIN AGEAYg=="})
    void wipesALineThatMayHoldAPassword(String text) {
        var line = text.getBytes(StandardCharsets.US_ASCII);
        new CommandParser("x").parse(line);
        assertThat(line).containsOnly(0);
    }

    /** A client that was refused after {@code AUTH LOGIN} and does not look says name and password as commands. */
    @ParameterizedTest
    @ValueSource(strings = {"aHVudGVy", "sesame", "open sesame", "aHVudGVy\u0007"})
    void aPasswordInTheWrongPlaceIsNotNamed(String line) {
        var command = Said.parse(line);
        assertThat(command).isInstanceOf(Command.Malformed.class);
        assertThat(command.subject()).isEqualTo("unknown command");
        assertThat(command.toString()).doesNotContainIgnoringCase("aHVudGVy").doesNotContainIgnoringCase("sesame");
    }
}
