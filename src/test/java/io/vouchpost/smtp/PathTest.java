package io.vouchpost.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.Table;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The paths of MAIL and RCPT: RFC 5321 §4.1.2, §4.1.3, appendix C, and RFC 6531 §3.3. */
class PathTest {
    private static final String LABEL_63 = "a".repeat(63);

    static Stream<Arguments> paths() {
        return Table.of("""
                <carol@example.net>                          => <carol@example.net>
                <Carol@EXAMPLE.net>                          => <Carol@EXAMPLE.net>
                <carol+tag@example.net>                      => <carol+tag@example.net>
                <!#$%&'*+-/=?^_`{|}~@example.net>            => <!#$%&'*+-/=?^_`{|}~@example.net>
                <c.d.e@example.net>                          => <c.d.e@example.net>
                <"carol of example"@example.net>             => <"carol of example"@example.net>
                <"c\\"\\\\@,;<>"@example.net>                => <"c\\"\\\\@,;<>"@example.net>
                <"carol"@example.net>                        => <carol@example.net>
                <"\\c\\a\\rol"@example.net>                  => <carol@example.net>
                <".c..d."@example.net>                       => <".c..d."@example.net>
                <carol@[192.0.2.1]>                          => <carol@[192.0.2.1]>
                <carol@[IPv6:2001:db8::1]>                   => <carol@[IPv6:2001:db8::1]>
                <carol@[ipv6:::ffff:192.0.2.1]>              => <carol@[ipv6:::ffff:192.0.2.1]>
                <@a.example,@b.example:carol@example.net>    => <carol@example.net>
                <@a.example:"x:y"@example.net>               => <"x:y"@example.net>
                <carol@localhost>                            => <carol@localhost>
                <carol@host_name.example>                    => <carol@host_name.example>
                <carol@1.example>                            => <carol@1.example>
                <jörg@bücher.example>                        => <jörg@bücher.example>
                carol@example.net                            => <carol@example.net>
                 <carol@example.net>                         => <carol@example.net>
                <carol>                                      => no
                <carol@>                                     => no
                <@example.net>                               => no
                <@a.example>                                 => no
                <@a.example@b.example>                       => no
                <carol@example.net                           => no
                carol@example.net>                           => no
                <<carol@example.net>>                        => no
                <carol@example.net>x                         => no
                <carol @example.net>                         => no
                <carol@example net>                          => no
                <carol@@example.net>                         => no
                <carol@a@example.net>                        => no
                <.carol@example.net>                         => no
                <carol.@example.net>                         => no
                <ca..rol@example.net>                        => no
                <ca(x)rol@example.net>                       => no
                <ca,rol@example.net>                         => no
                <ca"rol@example.net>                         => no
                <"carol@example.net>                         => no
                <"carol"x@example.net>                       => no
                <"carol\\>                                   => no
                <"ca\trol"@example.net>                      => no
                <"ca\\\trol"@example.net>                    => no
                <""@example.net>                             => no
                <carol@example..net>                         => no
                <carol@.example.net>                         => no
                <carol@example.net.>                         => no
                <carol@-example.net>                         => no
                <carol@example-.net>                         => no
                <carol@exam!ple.net>                         => no
                <carol@[]>                                   => no
                <carol@[192.0.2.1>                           => no
                <carol@[192.0.2]>                            => no
                <carol@[example.org]>                        => no
                <carol@[a<b]>                                => no
                <carol@[x:a\\b]>                             => no
                <carol@[192.0.2.1]x>                         => no
                <carol@[IPv6:]>                              => no
                \s                                           => no
                """);
    }

    @ParameterizedTest
    @MethodSource("paths")
    void readsAForwardPath(String path, String expected) {
        assertThat(Said.summary(Said.parse("RCPT TO:" + path)))
                .isIn(expected.equals("no") ? "501 5.1.3" : "RCPT " + expected);
    }

    @ParameterizedTest
    @MethodSource("paths")
    void readsAReversePathAlike(String path, String expected) {
        assertThat(Said.summary(Said.parse("MAIL FROM:" + path + " SMTPUTF8")))
                .isIn(expected.equals("no") ? "501 5.1.7" : "MAIL " + expected + " SMTPUTF8");
    }

    /** As smtplib, printers and scripts write them. */
    static Stream<Arguments> sloppy() {
        return Table.of("""
                mail FROM:<a@b.example> size=100    => MAIL <a@b.example> SIZE 100
                MAIL from:<a@b.example>             => MAIL <a@b.example>
                MAIL  FROM:<a@b.example>            => MAIL <a@b.example>
                MAIL FROM: <a@b.example> \t         => MAIL <a@b.example>
                MAIL FROM:a@b.example SIZE=1        => MAIL <a@b.example> SIZE 1
                MAIL FROM:<a@b.example>\tSIZE=1      => 501 5.1.7
                MAIL FROM:<>                        => MAIL <>
                MAIL FROM: <> BODY=7BIT             => MAIL <> SEVEN_BIT
                MAIL FROM:                          => 501 5.1.7
                MAIL FROM <a@b.example>             => 501 5.1.7
                MAIL <a@b.example>                  => 501 5.1.7
                MAIL                                => 501 5.1.7
                MAIL FROM:<a@b.example>SIZE=1       => 501 5.1.7
                MAIL FROM:<postmaster>              => 501 5.1.7
                MAIL TO:<a@b.example>               => 501 5.1.7
                rcpt to: <a@b.example>              => RCPT <a@b.example>
                RCPT TO:<>                          => 501 5.1.3
                RCPT TO:                            => 501 5.1.3
                RCPT FROM:<a@b.example>             => 501 5.1.3
                RCPT TO:<postmaster>                => RCPT <postmaster@submit.example.org>
                RCPT TO:<PostMaster>                => RCPT <PostMaster@submit.example.org>
                RCPT TO:postmaster                  => RCPT <postmaster@submit.example.org>
                RCPT TO:<postmaster@>               => 501 5.1.3
                RCPT TO:<abuse>                     => 501 5.1.3
                """);
    }

    @ParameterizedTest
    @MethodSource("sloppy")
    void readsWhatClientsWrite(String line, String expected) {
        assertThat(Said.summary(Said.parse(line))).isEqualTo(expected);
    }

    /** RFC 5321 §4.5.3.1.1–3: 64 octets, 255 octets, 256 with the angle brackets. */
    @Test
    void keepsTheLimitsInOctets() {
        assertThat(isPath("a".repeat(64) + "@b.example")).isTrue();
        assertThat(isPath("a".repeat(65) + "@b.example")).isFalse();
        assertThat(isPath("ä".repeat(32) + "@b.example")).isTrue();
        assertThat(isPath("ä".repeat(33) + "@b.example")).isFalse();
        assertThat(isPath("\"" + "a".repeat(64) + "\"@b.example")).isTrue();
        assertThat(isPath("\"" + "a".repeat(65) + "\"@b.example")).isFalse();
        assertThat(isPath("a@" + LABEL_63 + ".example")).isTrue();
        assertThat(isPath("a@" + LABEL_63 + "a.example")).isFalse();
        String domain = String.join(".", LABEL_63, LABEL_63, LABEL_63); // 191
        assertThat(isPath("a@" + domain + "." + "b".repeat(60)))
                .as("254 in all")
                .isTrue();
        assertThat(isPath("aaaa@" + domain + "." + "b".repeat(60)))
                .as("257 in all")
                .isFalse();
    }

    private static boolean isPath(String address) {
        return Said.parse("MAIL FROM:<" + address + "> SMTPUTF8") instanceof Command.Mail;
    }
}
