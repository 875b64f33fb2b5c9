package io.vouchpost.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.Table;
import io.vouchpost.audit.EventJson;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** RFC 4954 §4: how a log-in is said, lines parted by {@code |}, and the codes of all replies behind that to EHLO. */
class LogInFormsTest extends StoreTest {

    static Stream<Arguments> forms() {
        return Table.of("""
                AUTH PLAIN AGFsaWNlQGV4YW1wbGUub3JnAGNvcnJlY3QgaG9yc2U=   => 235
                AUTH PLAIN AGFsaWNlQGV4YW1wbGUub3JnAGNvcnJlY3QgaG9yc2U    => 235
                AUTH PLAIN|AGFsaWNlQGV4YW1wbGUub3JnAGNvcnJlY3QgaG9yc2U=   => 334 235
                AUTH PLAIN AGFsaWNlQGV4YW1wbGUub3JnAGNvcnJlY3QgaG9yc2U==  => 501
                AUTH PLAIN ==                 => 501
                AUTH PLAIN YQ==YQ==           => 501
                AUTH PLAIN YQ_-               => 501
                AUTH PLAIN =|NOOP             => 501 250
                AUTH PLAIN|=                  => 334 501
                AUTH PLAIN|*|NOOP             => 334 501 250
                AUTH PLAIN|**                 => 334 501
                AUTH PLAIN| *                 => 334 501
                AUTH PLAIN||NOOP              => 334 501 250
                AUTH LOGIN|||NOOP             => 334 334 535 250
                AUTH LOGIN =||NOOP            => 334 535 250
                AUTH LOGIN YWxpY2VAZXhhbXBsZS5vcmc=|Y29ycmVjdCBob3JzZQ==  => 334 235
                AUTH LOGIN|QUIT|QUIT          => 334 334 535
                AUTH LOGIN|NOOP?              => 334 501
                AUTH XOAUTH2 abc|NOOP         => 504 250
                AUTH NTLM|NOOP                => 504 250
                """);
    }

    @ParameterizedTest
    @MethodSource("forms")
    void isAnswered(String lines, String codes) {
        var scene = new Scene(store);
        scene.says("EHLO c\r\n");
        scene.heard();
        scene.says(lines.replace("|", "\r\n") + "\r\n");
        assertThat(String.join(" ", scene.codes())).isEqualTo(codes);
        scene.endsClean();
    }

    /** RFC 4954 §4: 12288 octets with CRLF have to be borne. */
    @Test
    void aResponseMayBeLongAndNotLonger() {
        var scene = new Scene(store);
        scene.says("EHLO c\r\nAUTH PLAIN\r\n" + "A".repeat(12_284) + "\r\nAUTH PLAIN\r\n" + "A".repeat(12_288)
                + "\r\nNOOP\r\n");
        assertThat(scene.codes()).isEqualTo(List.of("220", "250", "334", "501", "334", "500", "250"));
        scene.endsClean();
    }

    @Test
    void noPasswordStandsInTheAuditTrailWhereverItWasSaid() {
        var scene = new Scene(store);
        scene.says(
                "EHLO c\r\nAUTH LOGIN bm9ib2R5 aHVudGVy\r\nAUTH NONE aHVudGVy\r\naHVudGVy\r\nhunter\r\nhunter hunter\r\n"
                        + "RSET hunter\r\nAUTH PLAIN aHVudGVy\r\nAUTH LOGIN hunter\r\naHVudGVy\r\nAUTH LOGIN\r\naHVudGVy\n");
        assertThat(scene.backend.events()).hasSizeGreaterThan(6);
        assertThat(scene.backend.events())
                .allSatisfy(event -> assertThat(EventJson.encode(event).encode())
                        .doesNotContainIgnoringCase("aHVudGVy")
                        .doesNotContainIgnoringCase("hunter"));
        scene.endsClean();
    }
}
