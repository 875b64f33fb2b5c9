package io.vouchpost.dkim;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which fields are signed, how often they are named, and which headers nobody signs. */
class SignedFieldsTest {

    @TempDir
    Path folder;

    Signing signing;

    @BeforeEach
    void makeKey() {
        signing = new Signing(KeyFiles.keyring(new KeyFiles(folder).ed25519("example.org", "s")));
    }

    private static SignedFields fields(String header) {
        return HeaderFields.read(header).flatMap(SignedFields::of).orElseThrow();
    }

    @Test
    void fieldsThatAreThereAreNamedOnceMoreSoThatNobodyAddsAnother() {
        assertThat(fields("Subject: a\r\nFrom: b\r\nX-Mailer: c\r\nReceived: d\r\n")
                        .names())
                .containsExactly("from", "from", "subject", "subject");
    }

    @Test
    void fieldsThatMayRepeatAreNamedAsOftenAsTheyAre() {
        assertThat(fields("From: b\r\nResent-To: c\r\nList-Unsubscribe: <e>\r\nResent-To: d\r\n")
                        .names())
                .containsExactly("from", "from", "resent-to", "resent-to", "list-unsubscribe");
    }

    @Test
    void repeatedFieldsAreSignedFromBottomToTop() {
        assertThat(fields("Resent-To: c\r\nFrom: b\r\nRESENT-TO :\r\n\t  d \t e\t\r\n")
                        .canonical())
                .isEqualTo("from:b\r\nresent-to:d e\r\nresent-to:c\r\n");
    }

    @Test
    void whatGatewaysAddIsNotSigned() {
        String signatures = signing.signatures("""
                Return-Path: <>\r
                Received: a\r
                Authentication-Results: b\r
                DKIM-Signature: c\r
                From: alice@example.org\r
                \r
                """);
        assertThat(signatures).contains(" h=from:from;");
    }

    @Test
    void fieldsOfTheTraceAreSignedToo() {
        String trace = Signing.TRACE + "Message-ID: <1@submit.example.org>\r\nDate: Mon, 6 May 2024 09:08:09 +0200\r\n";
        byte[] content = "From: alice@example.org\r\n\r\n".getBytes(US_ASCII);
        assertThat(signing.signatures(trace, content)).contains(" h=from:from:date:date:message-id:message-id;");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\r\n",
                "\r\nFrom: alice@example.org\r\n",
                "Subject: no author\r\n\r\n",
                "From: alice@example.com\r\n\r\n",
                "From: alice@mail.example.org\r\n\r\n",
                "From: \r\n\r\n",
                "From: alice@example.org\r\nFrom: alice@example.org\r\n\r\n",
                "From: alice@example.org\r\nFrom : mallory@example.com\r\n\r\n",
                "From: \"<a@example.org>\" <mallory@example.com>\r\n\r\n",
                "From: alice@example.org\r\nno field\r\n\r\n",
                "From: alice@example.org\r\n: no name\r\n\r\n",
                "From: alice@example.org\r\nNo Name: a\r\n\r\n",
                "From: alice@example.org\r\nN\u00e4me: a\r\n\r\n",
            })
    void nobodySignsForNoAuthorForAnotherOrForADoubtfulOne(String content) {
        assertThat(signing.signatures(content)).isEmpty();
    }

    @Test
    void aHeaderLongerThanTheLimitIsNotSigned() {
        String header = "From: alice@example.org\r\nX-Long: ";
        int room = Signing.HEADER_LIMIT - (header + "\r\n\r\n").length();
        assertThat(signing.signatures(header + "a".repeat(room) + "\r\n\r\n")).isNotEmpty();
        assertThat(signing.signatures(header + "a".repeat(room + 1) + "\r\n\r\n"))
                .isEmpty();
    }

    @Test
    void aHeaderOfAThousandFieldsIsNotSigned() {
        String header = "From: alice@example.org\r\n" + "Resent-To: a\r\n".repeat(1000);
        assertThat(signing.signatures(header + "\r\n")).isEmpty();
    }

    @Test
    void theLineThatStartsAMessageInAnMboxFileIsNoField() {
        assertThat(signing.signatures("From alice Mon May  6 09:08:09 2024\r\nFrom: alice@example.org\r\n\r\n"))
                .isNotEmpty();
    }
}
