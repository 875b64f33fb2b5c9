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
                BDAT 5                        => BDAT 5
                bdat 0 last                   => BDAT 0 LAST
                BDAT  007\tLAST\t            => BDAT 7 LAST
                BDAT 999999999999999999       => BDAT 999999999999999999
                BDAT 1000000000000000000      => lost 501 5.5.4
                BDAT                          => lost 501 5.5.4
                BDAT -1                       => lost 501 5.5.4
                BDAT five                     => lost 501 5.5.4
                BDAT 5 FIRST                  => lost 501 5.5.4
                BDAT 5 LAST 6                 => lost 501 5.5.4
                BDAT LAST                     => lost 501 5.5.4
                BDAT5                         => lost 501 5.5.4
                BDAT 5                        => lost 501 5.5.4
                BDAT 5\u0000                   => lost 501 5.5.4
                BDATA                         => 500 5.5.1
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
                AUTH=<>                       => AUTH <>
                AUTH=alice+40example.org      => AUTH alice+40example.org
                AUTH=                         => 501 5.5.4
                AUTH=a+zz                     => 501 5.5.4
                AUTH=a=b                      => 501 5.5.4
                SMTPUTF8 BODY=8BITMIME SIZE=1 => SIZE 1 EIGHT_BIT_MIME SMTPUTF8
                SIZE=1   BODY=8BITMIME\t      => SIZE 1 EIGHT_BIT_MIME
                RET=HDRS                      => HDRS
                ret=full                      => FULL
                RET=                          => 501 5.5.4
                RET=BODY                      => 501 5.5.4
                RET=FULL RET=FULL             => 501 5.5.4
                ENVID=QQ314159                => ENVID QQ314159
                ENVID=a+20b+2B                => ENVID a+20b+2B
                ENVID=                        => 501 5.5.4
                ENVID=a+0D+0AX:+20y           => 501 5.5.4
                ENVID=a+7F                    => 501 5.5.4
                ENVID=a+2b                    => 501 5.5.4
                ENVID=a=b                     => 501 5.5.4
                ENVID=ä                       => 501 5.5.4
                REQUIRETLS                    => REQUIRETLS
                REQUIRETLS=1                  => 501 5.5.4
                HOLDFOR=60                    => until 1970-01-01T00:01:00Z
                HOLDFOR=999999999             => until 2001-09-09T01:46:39Z
                HOLDFOR=1000000000            => 501 5.5.4
                HOLDFOR=0                     => 501 5.5.4
                HOLDFOR=060                   => 501 5.5.4
                HOLDFOR=-60                   => 501 5.5.4
                HOLDFOR                       => 501 5.5.4
                HOLDUNTIL=2026-12-24T18:00:00Z => until 2026-12-24T18:00:00Z
                HOLDUNTIL=2026-12-24t18:00:00.5z => until 2026-12-24T18:00:00.500Z
                HOLDUNTIL=2026-12-24T18:00:00+01:00 => until 2026-12-24T17:00:00Z
                HOLDUNTIL=2026-12-24          => 501 5.5.4
                HOLDUNTIL=2026-02-30T18:00:00Z => 501 5.5.4
                HOLDUNTIL=2026-12-24T18:00:00 => 501 5.5.4
                HOLDUNTIL=+999999999-12-31T23:59:59Z => 501 5.5.4
                HOLDUNTIL=                    => 501 5.5.4
                HOLDFOR=60 HOLDUNTIL=2026-12-24T18:00:00Z => 501 5.5.4
                HOLDUNTIL=2026-12-24T18:00:00Z HOLDFOR=60 => 501 5.5.4
                MT-PRIORITY=3                 => 555 5.5.4
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

    /** RFC 3461 §4.1, §4.2, RFC 6533 §3. */
    static Stream<Arguments> parametersOfRecipients() {
        return Table.of("""
                NOTIFY=NEVER                  => NEVER
                notify=success,Failure,DELAY  => SUCCESS FAILURE DELAY
                NOTIFY=FAILURE,FAILURE        => FAILURE
                NOTIFY=NEVER,FAILURE          => 501 5.5.4
                NOTIFY=                       => 501 5.5.4
                NOTIFY                        => 501 5.5.4
                NOTIFY=FAILURE,               => 501 5.5.4
                NOTIFY=ALWAYS                 => 501 5.5.4
                NOTIFY=DELAY NOTIFY=DELAY     => 501 5.5.4
                ORCPT=rfc822;Bob+2Bx@b.example => rfc822;Bob+2Bx@b.example
                ORCPT=RFC822;b@b.example NOTIFY=DELAY => DELAY RFC822;b@b.example
                ORCPT=utf-8;jörg\\x{2B}@b.example => utf-8;jörg\\x{2B}@b.example
                ORCPT=utf-8;a\\x{0D}\\x{0A}b    => 501 5.5.4
                ORCPT=utf-8;a\\x{110000}       => 501 5.5.4
                ORCPT=utf-8;a\\x{D800}         => 501 5.5.4
                ORCPT=utf-8;a\\b               => 501 5.5.4
                ORCPT=utf-8;                  => 501 5.5.4
                ORCPT=rfc822;                 => 501 5.5.4
                ORCPT=rfc822                  => 501 5.5.4
                ORCPT=;b@b.example            => 501 5.5.4
                ORCPT=rfc822;a+0D+0AX:+20y    => 501 5.5.4
                ORCPT=rfc822;jörg@b.example   => 501 5.5.4
                SIZE=1                        => 555 5.5.4
                """);
    }

    @ParameterizedTest
    @MethodSource("parametersOfRecipients")
    void readsTheParametersOfRcpt(String parameters, String expected) {
        String summary = Said.summary(Said.parse("RCPT TO:<a@b.example> " + parameters));
        assertThat(summary).isEqualTo(expected.startsWith("5") ? expected : "RCPT <a@b.example> " + expected);
    }

    @Test
    void theLongestValuesAreTaken() {
        assertThat(Said.summary(Said.parse("MAIL FROM:<> ENVID=" + "x".repeat(100))))
                .endsWith("x");
        assertThat(Said.summary(Said.parse("MAIL FROM:<> ENVID=" + "x".repeat(101))))
                .isEqualTo("501 5.5.4");
        assertThat(Said.summary(Said.parse("RCPT TO:<a@b> ORCPT=rfc822;" + "x".repeat(493))))
                .endsWith("x");
        assertThat(Said.summary(Said.parse("RCPT TO:<a@b> ORCPT=rfc822;" + "x".repeat(494))))
                .isEqualTo("501 5.5.4");
    }

    /** What follows BDAT may be anything but commands. */
    @Test
    void aChunkBehindALineThatEndsInLfAloneIsLost() {
        var parser = new CommandParser("x");
        assertThat(parser.parseUnended("Bdat 5".getBytes(StandardCharsets.US_ASCII)))
                .isInstanceOf(Command.UnknownChunk.class);
        assertThat(Said.summary(parser.parseUnended("NOOP".getBytes(StandardCharsets.US_ASCII))))
                .isEqualTo("500 5.5.2");
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
