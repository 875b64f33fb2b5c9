package io.vouchpost.mime;

import static io.vouchpost.mime.Conversions.lines;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is encoded, how, what stays as it is, and what cannot be converted. {@code \u00e4} is the octet E4. */
class ConversionTest {

    private static String converted(String message) {
        return Conversions.of(lines(message));
    }

    @Test
    void textBecomesQuotedPrintableAndNothingElseChanges() {
        assertThat(converted("""
                Received: by relay
                mime-version: 1.0
                Content-type: TEXT/plain;
                \tcharset=iso-8859-1
                content-transfer-encoding:
                 8BIT
                Subject:  x =3D
                malformed line

                f\u00fcr 1=1
                \u00e4\s
                .dot
                -- \t
                """)).isEqualTo(lines("""
                Received: by relay
                mime-version: 1.0
                Content-type: TEXT/plain;
                \tcharset=iso-8859-1
                Content-Transfer-Encoding: quoted-printable
                Subject:  x =3D
                malformed line

                f=FCr 1=3D1
                =E4=20
                =2Edot
                -- =09
                """));
    }

    @Test
    void sevenBitMessagesNeedNothingWhateverTheirLabel() {
        assertThat(converted("Content-Transfer-Encoding: 8bit\n\nall is ASCII\n"))
                .isEmpty();
        assertThat(converted("")).isEmpty();
        assertThat(converted("\n\n\n")).isEmpty();
    }

    @Test
    void whatIsNotMimeBecomesTextOfAnUnknownCharset() {
        assertThat(converted("Subject: x\n\n\u00e4\n")).isEqualTo(lines("""
                Subject: x
                Content-Transfer-Encoding: quoted-printable
                MIME-Version: 1.0
                Content-Type: text/plain; charset=unknown-8bit

                =E4
                """));
        assertThat(converted("\n\u00e4\n"))
                .startsWith("Content-Transfer-Encoding: quoted-printable\r\nMIME-Version: 1.0\r\n");
    }

    @Test
    void typeWithoutVersionIsReadAsMimeAndGetsTheVersion() {
        assertThat(converted("Content-Type: text/html; charset=utf-8\n\n\u00e4\n"))
                .isEqualTo(lines("""
                Content-Type: text/html; charset=utf-8
                Content-Transfer-Encoding: quoted-printable
                MIME-Version: 1.0

                =E4
                """));
    }

    @Test
    void otherLeavesBecomeBase64() {
        String converted = converted(
                "MIME-Version: 1.0\nContent-Type: application/pdf\nContent-Transfer-Encoding: binary\n\n%\u00e4\nx\n");
        assertThat(converted).isEqualTo(lines("""
                MIME-Version: 1.0
                Content-Type: application/pdf
                Content-Transfer-Encoding: base64

                JeQNCngNCg==
                """));
        assertThat(new String(Base64.getMimeDecoder().decode("JeQNCngNCg=="), ISO_8859_1))
                .isEqualTo("%\u00e4\r\nx\r\n");
    }

    @Test
    void onlyTheParts8BitAndWhatEnclosesThemAreTouched() {
        assertThat(converted("""
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary="out er"
                Content-Transfer-Encoding: 8bit

                pr\u00e4amble
                --out er \t

                no fields, ASCII
                --out er
                Content-Transfer-Encoding: 8bit

                ASCII in spite of the label
                --out er
                Content-Transfer-Encoding: binary
                Content-Type: multipart/alternative; (comment) boundary=in

                --in

                \u00e4
                --in
                Content-Type: image/x

                \u00e4
                --in--
                \u00e4pilogue
                --out er--
                """)).isEqualTo(lines("""
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary="out er"
                Content-Transfer-Encoding: 7bit

                pr?amble
                --out er \t

                no fields, ASCII
                --out er
                Content-Transfer-Encoding: 8bit

                ASCII in spite of the label
                --out er
                Content-Transfer-Encoding: 7bit
                Content-Type: multipart/alternative; (comment) boundary=in

                --in
                Content-Transfer-Encoding: quoted-printable

                =E4
                --in
                Content-Type: image/x
                Content-Transfer-Encoding: base64

                5A==
                --in--
                ?pilogue
                --out er--
                """));
    }

    @Test
    void enclosedMessagesAreConvertedInside() {
        assertThat(converted("""
                MIME-Version: 1.0
                Content-Type: multipart/digest; boundary=b

                --b

                Subject: without a type in a digest

                \u00e4
                --b
                Content-Type: message/rfc822
                Content-Transfer-Encoding: 8bit

                DKIM-Signature: of somebody else's message
                MIME-Version: 1.0
                Content-Type: text/plain

                \u00f6
                --b--
                """)).isEqualTo(lines("""
                MIME-Version: 1.0
                Content-Type: multipart/digest; boundary=b

                --b

                Subject: without a type in a digest
                Content-Transfer-Encoding: quoted-printable
                MIME-Version: 1.0
                Content-Type: text/plain; charset=unknown-8bit

                =E4
                --b
                Content-Type: message/rfc822
                Content-Transfer-Encoding: 7bit

                DKIM-Signature: of somebody else's message
                MIME-Version: 1.0
                Content-Type: text/plain
                Content-Transfer-Encoding: quoted-printable

                =F6
                --b--
                """));
    }

    @Test
    void signedPartBesidesAnEightBitOneStaysAsItIs() {
        String signed = lines("""
                --b
                Content-Type: multipart/signed; boundary=s

                --s

                signed = so
                --s--
                --b--
                """);
        String head = lines("MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n");
        assertThat(Conversions.of(head + "\r\n\u00e4\r\n" + signed))
                .isEqualTo(head + "Content-Transfer-Encoding: quoted-printable\r\n\r\n=E4\r\n" + signed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DKIM-Signature: v=1\nMIME-Version: 1.0\n\n\u00e4\n",
                "Subject: \u00e4\n\nx\n",
                "Content-Type: multipart/signed; boundary=b\n\n--b\n\n\u00e4\n--b--\n",
                "Content-Type: multipart/encrypted; boundary=b\n\n--b\n\n\u00e4\n--b--\n",
                "Content-Type: message/partial; id=x; number=1\n\n\u00e4\n",
                "Content-Type: message/external-body\n\n\u00e4\n",
                "Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n\u00e4\n",
                "Content-Type: message/rfc822\n\nSubject: \u00e4\n\nx\n",
                "Content-Type: multipart/mixed\n\n--b\n\n\u00e4\n--b--\n",
                "Content-Type: multipart/mixed; boundary=\"\"\n\n--\n\n\u00e4\n",
                "Content-Type: multipart/mixed; boundary=a; boundary=b\n\n--b\n\n\u00e4\n--b--\n",
                "Content-Type: multipart/mixed; boundary*0=a; boundary*1=b\n\n--ab\n\n\u00e4\n--ab--\n",
                "Content-Type: multipart/mixed; boundary=b\n\n\u00e4 but no part\n",
                "Content-Type: multipart/mixed; boundary=b\n\n--b\n\n\u00e4\n--b or not\n--b--\n",
                "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\n\u00e4\n--b--\n",
                "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/mixed; boundary=b--\n\n--b--\n\n\u00e4\n--b--\n",
                "Content-Type: text/plain\nContent-Type: text/html\n\n\u00e4\n",
                "Content-Transfer-Encoding: 8bit\nContent-Transfer-Encoding: 7bit\n\n\u00e4\n",
                "Content-Transfer-Encoding: quoted-printable\n\n\u00e4\n",
                "Content-Transfer-Encoding: x-mine\n\n\u00e4\n",
                " Content-Type: text/plain\n\n\u00e4\n"
            })
    void whatWouldBeDamagedOrIsDoubtfulIsNotConvertedAndSaysWhy(String message) {
        assertThat(converted(message)).matches("<[ -~]{10,100}>");
        assertThat(converted(message.replace('\u00e4', 'a'))).isEmpty();
    }

    @Test
    void depthNumberAndSizeAreBounded() {
        String deep = IntStream.range(0, 40)
                .mapToObj(i -> "Content-Type: multipart/mixed; boundary=\"b" + i + "=\"\n\n--b" + i + "=\n")
                .collect(Collectors.joining());
        assertThat(converted(deep + "\n\u00e4\n")).contains("nested");
        assertThat(converted("Content-Type: multipart/mixed; boundary=b\n\n" + "--b\n\n".repeat(10_001) + "\u00e4\n"))
                .contains("more than");
        assertThat(converted("X: " + "x".repeat(300_000) + "\n\n\u00e4\n")).contains("too large");
        assertThat(converted("x\n".repeat(130_000) + "\n\u00e4\n")).contains("too large");
    }

    @Test
    @Timeout(10)
    void fieldsMadeToKeepParsersBusyDoNot() {
        for (String piece :
                List.of("(", "\\", "\"", ";x=y", "\r\n ", ";boundary=b", "(a)", "=", ";", " /", "a:\r\n ")) {
            String field = "Content-Type: text/plain" + piece.repeat(250_000 / piece.length()) + "\r\n";
            assertThat(Conversions.of(field + "\r\n\u00e4\r\n")).isNotEmpty();
            assertThat(Conversions.of(field.replace("text/plain", "multipart/x") + "\r\n\u00e4\r\n"))
                    .startsWith("<");
        }
    }

    @Test
    void transferEncodingThatCannotBeReadIsTakenForOne() {
        assertThat(converted("Content-Transfer-Encoding: 8bit" + "\n ".repeat(9_000) + "\n\n\u00e4\n"))
                .contains("labelled as encoded");
    }

    @ParameterizedTest
    @CsvSource({"1", "997", "5000", "100000"})
    void longLinesAreBrokenSoftly(int length) {
        String body = ("\u00e4" + "-".repeat(length) + " ").repeat(2);
        String converted = converted("MIME-Version: 1.0\n\n" + body + "\n");
        String encoded = converted.substring(converted.indexOf("\r\n\r\n") + 4);
        assertThat(encoded.split("\r\n")).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(76));
        assertThat(encoded.replace("=\r\n", "")
                        .replace("=E4", "\u00e4")
                        .replace("=2D", "-")
                        .replace("=20", " "))
                .isEqualTo(body + "\r\n");
        assertThat(encoded).doesNotContain("\n-");
    }

    @Test
    void unendedLastLineIsEnded() {
        assertThat(Conversions.of("MIME-Version: 1.0\r\n\r\n\u00e4")).endsWith("\r\n\r\n=E4=\r\n");
        assertThat(
                        Conversions.of(
                                "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n\u00e4\r\n--b--"))
                .endsWith("\r\n=E4\r\n--b--");
    }

    @Test
    void bareLineEndsAreOctetsLikeOthers() {
        assertThat(Conversions.of("MIME-Version: 1.0\r\n\r\n\u00e4\nx\ry\0\r\n"))
                .endsWith("\r\n\r\n=E4=0Ax=0Dy=00\r\n");
    }
}
