package io.vouchpost.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vouchpost.smtp.Mailbox;
import java.nio.charset.Charset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The header is read as a recipient's program would read it, and in doubt says so. */
class HeaderSectionTest {

    private static final Mailbox ALICE = new Mailbox("alice", "example.org");

    private static Header read(String content, Charset charset) {
        HeaderSection whole = new HeaderSection(65_536, "submit.example.org");
        whole.add(Buffer.buffer(content.getBytes(charset)));
        HeaderSection single = new HeaderSection(65_536, "submit.example.org");
        for (byte octet : content.getBytes(charset)) {
            single.add(Buffer.buffer(new byte[] {octet}));
        }
        Header header = whole.finish();
        assertThat(single.finish()).isEqualTo(header);
        return header;
    }

    private static List<String> forged(String content) {
        Buffer octets = Buffer.buffer(content);
        return fields(content).forged().stream()
                .map(range -> octets.getString((int) range.from(), (int) range.to()))
                .toList();
    }

    /** RFC 8601 §5, written in all the ways in which somebody might yet read our name. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authentication-Results: submit.example.org; auth=pass\r\n",
                "AUTHENTICATION-RESULTS:SUBMIT.Example.ORG;auth=pass\r\n",
                "Authentication-Results \t: submit.example.org 1; auth=pass\r\n",
                "Authentication-Results: submit.example.org. ; auth=pass\r\n",
                "Authentication-Results:\r\n submit.example.org;\r\n\tauth=pass\r\n",
                "Authentication-Results:\r\n \r\n submit.example.org; auth=pass\r\n",
                "Authentication-Results: (a (b) \\) c) submit.example.org (d) 1 (e); auth=pass\r\n",
                "Authentication-Results: (a\r\n b) submit.example.org; auth=pass\r\n",
                "Authentication-Results: \"submit.example.org\"; auth=pass\r\n",
                "Authentication-Results: \"sub\\mit.example.org\"; auth=pass\r\n",
                "Authentication-Results: submit\uff0eexample.org; auth=pass\r\n",
                "Authentication-Results: sub\u00admit.example.org; auth=pass\r\n",
                "Authentication-Results: =?utf-8?q?submit.example.org?=; auth=pass\r\n",
                "Authentication-Results: (unended submit.example.org; auth=pass\r\n",
                "Authentication-Results: mx.example.net submit.example.org; auth=pass\r\n",
                "Authentication-Results: ; auth=pass\r\n",
                "Authentication-Results:\r\n",
                "Authentication-Results\r\n : submit.example.org; auth=pass\r\n",
                "Authentication-Results\u0001: submit.example.org; auth=pass\r\n",
                "Authentication-Results: submit.example.org\r\n",
            })
    void resultsInOurNameAreForged(String field) {
        assertThat(forged("Subject: a\r\n" + field + "To: b\r\n\r\n" + field)).containsExactly(field);
        assertThat(forged(field + "\r\n")).containsExactly(field);
        assertThat(forged(field)).containsExactly(field);
        assertThat(forged(field + field + "X: y\r\n\r\n")).containsExactly(field, field);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authentication-Results: mx.example.net; spf=pass smtp.mailfrom=submit.example.org\r\n",
                "Authentication-Results: mx.example.net 1; none\r\n",
                "Authentication-Results: (submit.example.org) mx.example.net (x); none\r\n",
                "Authentication-Results: not.submit.example.org; none\r\n",
                "Authentication-Results: b\u00fccher.example;\r\n none\r\n",
                "Authentication-Results-Original: submit.example.org; auth=pass\r\n",
                "ARC-Authentication-Results: i=1; submit.example.org; auth=pass\r\n",
                "Subject: x\r\n Authentication-Results: submit.example.org; auth=pass\r\n",
                "Authentication-Result: submit.example.org; auth=pass\r\n",
            })
    void whatOthersSayIsNot(String field) {
        assertThat(forged("From: a@b\r\n" + field + "\r\n")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {" ", "\t", " \r\n", "\t\r\n\r\n", " From: alice@example.org\r\n", "\tx\r\nFrom: b@c\r\n\r\n"})
    void whatBeginsFoldedIsNoHeaderSection(String content) {
        assertThat(read(content, UTF_8)).isInstanceOf(Header.BeginsFolded.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\r\n", "\r\n x", "x\r\n y\r\n", "From: b@c\r\n \r\n\r\n"})
    void whatIsFoldedLaterOrInTheBodyDoesNotBeginSo(String content) {
        assertThat(read(content, UTF_8)).isInstanceOf(Header.Fields.class);
    }

    @Test
    void moreForgedOnesThanAreRemovedAreKnown() {
        String field = "Authentication-Results: submit.example.org; auth=pass\r\n";
        assertThat(fields(field.repeat(64) + "\r\n").hasTooManyForged()).isFalse();
        assertThat(fields(field.repeat(65) + "\r\n").hasTooManyForged()).isTrue();
        assertThat(fields(field.repeat(900) + "\r\n").forged()).hasSize(65);
    }

    @Test
    void theMessageIdIsKept() {
        assertThat(fields("Message-ID: \r\n <a@b>\r\nMessage-ID: <c@d>\r\n\r\n").messageId())
                .contains("<a@b>");
        assertThat(fields("Message-ID:\r\n\r\n").messageId()).contains("");
        assertThat(fields("Message-ID: " + "x".repeat(5000) + "\r\n\r\n")
                        .messageId()
                        .orElseThrow())
                .hasSizeLessThan(1001);
        assertThat(fields("Subject: x\r\n\r\nMessage-ID: <a@b>\r\n").messageId())
                .isEmpty();
    }

    private static Header.Fields fields(String content) {
        return (Header.Fields) read(content, UTF_8);
    }

    private static Authors authors(String content) {
        return fields(content).authors();
    }

    private static Authors from(String body) {
        return authors("From: " + body + "\r\n\r\n");
    }

    @Test
    void fieldsAreFoundWhateverTheirCaseAndSpacing() {
        Header.Fields fields =
                fields("rEceived: a\r\nRECEIVED :b\r\ndate\t: x\r\nMessage-Id:<x@y>\r\n\r\nReceived: body\r\n");
        assertThat(fields.received()).isEqualTo(2);
        assertThat(fields.hasDate()).isTrue();
        assertThat(fields.hasMessageId()).isTrue();
        assertThat(fields.isLooping()).isFalse();
    }

    @Test
    void whatStandsBehindTheEmptyLineIsNoField() {
        Header.Fields fields = fields("Subject: x\r\n\r\nDate: x\r\nFrom: mallory@example.net\r\n");
        assertThat(fields.hasDate()).isFalse();
        assertThat(fields.authors().from()).isEmpty();
        assertThat(fields.authors().unparsable()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\r\n", "\r\n\r\nbody\r\n", "just text\r\n", ": no name\r\n", ":\r\n", "x"})
    void strangeMessagesAreReadToo(String content) {
        assertThat(fields(content)).isEqualTo(fields(""));
    }

    @Test
    void headerWithoutBodyAndWithoutEmptyLine() {
        assertThat(authors("Subject: x\r\nFrom: alice@example.org\r\n").from()).containsExactly(ALICE);
    }

    @Test
    void moreThanAHundredHopsAreALoop() {
        assertThat(fields("Received: x\r\n".repeat(100)).isLooping()).isFalse();
        assertThat(fields("Received: x\r\n".repeat(101)).isLooping()).isTrue();
    }

    @Test
    void headerAboveTheLimitIsTooLarge() {
        for (int limit : List.of(9, 10)) {
            HeaderSection section = new HeaderSection(limit, "submit.example.org");
            section.add(Buffer.buffer("A: abc\r\n\r\n"));
            section.add(Buffer.buffer("body that is longer than the limit"));
            assertThat(section.finish()).isInstanceOf(limit == 9 ? Header.TooLarge.class : Header.Fields.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "From: alice@example.org",
                "from:alice@example.org",
                "FROM \t: alice@example.org",
                "From:\r\n alice@example.org",
                "From: Alice\r\n\t<alice@example.org>",
                "From: <alice@example.org>",
                "From: Alice<alice@example.org>",
                "From: \"Alice, Sales\" <alice@example.org>",
                "From: Alice Q. Public <alice@example.org>",
                "From: alice@example.org (Alice (of Sales))",
                "From: (Alice) alice@example.org",
                "From: =?utf-8?q?Al=C3=AFce?= <alice@example.org>",
                "From: =?utf-8?b?QWzDr2Nl?=\r\n =?utf-8?b?QWzDr2Nl?= <alice@example.org>",
                "From: =?unknown-charset?q?x?= <alice@example.org>",
                "From: Al\u00efce \u674e <alice@example.org>",
                "From: Sales: alice@example.org;",
                "From: , alice@example.org,,",
                "From: alice@example.org <alice@example.org>",
                "From: \"mallory@example.net\" <alice@example.org>",
                "From: \"The <boss>\" <alice@example.org>",
                "From: \"alice\"@example.org"
            })
    void oneAuthor(String field) {
        Authors authors = authors("Subject: x\r\n" + field + "\r\nTo: bob@example.net\r\n\r\n");
        assertThat(authors.doubt()).isEmpty();
        assertThat(authors.from()).containsExactly(ALICE);
        assertThat(authors.repeated()).isFalse();
    }

    @Test
    void nameInLatin1IsOnlyAName() {
        Header.Fields fields = (Header.Fields) read("From: J\u00fcrgen <alice@example.org>\r\n", ISO_8859_1);
        assertThat(fields.authors().from()).containsExactly(ALICE);
        assertThat(fields.authors().unparsable()).isFalse();
        Header.Fields address = (Header.Fields) read("From: j\u00fcrgen@example.org\r\n", ISO_8859_1);
        assertThat(address.authors().unparsable()).isTrue();
    }

    @Test
    void severalAuthorsAreAllFound() {
        assertThat(from("alice@example.org, \"B, ob\" <bob@example.net>, Team: carol@x.example, dan@x.example;")
                        .from())
                .containsExactly(
                        ALICE,
                        new Mailbox("bob", "example.net"),
                        new Mailbox("carol", "x.example"),
                        new Mailbox("dan", "x.example"));
    }

    @Test
    void quotedLocalPartsAndLiteralsAndUtf8Addresses() {
        assertThat(from("\"john \\\"x\\\" doe\"@example.org").from())
                .containsExactly(new Mailbox("john \"x\" doe", "example.org"));
        assertThat(from("alice@[192.0.2.1]").from()).containsExactly(new Mailbox("alice", "[192.0.2.1]"));
        assertThat(from("\u674e@\u4f8b\u5b50.example").from())
                .containsExactly(new Mailbox("\u674e", "\u4f8b\u5b50.example"));
        assertThat(from("\u674e@\u4f8b\u5b50.example").doubt()).isEmpty();
    }

    @Test
    void repeatedFieldsAreAllCollectedAndFlagged() {
        Authors authors = authors(
                "From: alice@example.org\r\nbroken line\r\nFrom: mallory@example.net\r\nSender: bob@example.net\r\n\r\n");
        assertThat(authors.from()).containsExactly(ALICE, new Mailbox("mallory", "example.net"));
        assertThat(authors.sender()).containsExactly(new Mailbox("bob", "example.net"));
        assertThat(authors.repeated()).isTrue();
        assertThat(authors("From: alice@example.org\r\nSender: bob@example.net\r\nSENDER: x@y\r\n")
                        .repeated())
                .isTrue();
    }

    @Test
    void anotherAddressAsTheNameIsAnAuthorToo() {
        assertThat(from("mallory@example.net <alice@example.org>").from())
                .containsExactly(new Mailbox("mallory", "example.net"), ALICE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "''| no address",
                "(alice@example.org)| no address",
                "Undisclosed:;| no address",
                "alice| not an address",
                "<alice>| not an address",
                "<>| not an address",
                "Alice| not an address",
                "Doe, Alice <alice@example.org>| not an address",
                "alice@example.org junk| not an address",
                "<alice@example.org> mallory@example.net| not an address",
                "alice@example.org mallory@example.net| not an address",
                "<alice@example.org> <mallory@example.net>| not an address",
                "alice@example.org; mallory@example.net| not an address",
                "<mallory@example.net <alice@example.org>| not an address",
                "mallory@example.net@example.org| not an address",
                "\"unclosed <alice@example.org>| not an address",
                "=?utf-8?q?mallory=40example.net?=| not an address",
                "<@example.org,@a.example:mallory@example.net>| route",
                "<@mallory.example:alice@example.org>| route",
                "alice@example.org (<mallory@example.net>)| comment",
                "(mallory@example.net) alice@example.org| comment",
                "\"Mallory <mallory@example.net>\" <alice@example.org>| hides",
                "=?utf-8?q?=3Cmallory=40example.net=3E?= <alice@example.org>| hides",
                "=?utf-8?q?mallory=00?= <alice@example.org>| hides",
                "=?utf-8?q?mallory=0Ax?= <alice@example.org>| hides",
                "=?utf-8?b?bWFsbG9yeUBleGFtcGxlLm5ldAA=?=@example.org| encoded word",
                "alice @ example.org| piece",
                "alice(x)@example.org| piece",
                "mallory@example.net .example.org| piece",
                "ali\u200bce@example.org| letters",
                "\uff41lice@example.org| letters",
                "mallory@example.net\uff0cx@example.org| not an address",
                "\u202ealice@example.org| letters",
                "alice\0@example.org| control",
                "Alice\u0007 <alice@example.org>| control",
                "\"mallory@x\"@example.org| more @"
            })
    void inDoubtItSaysSo(String body, String reason) {
        Authors authors = from(body.equals("''") ? "" : body);
        assertThat(authors.doubt()).hasValueSatisfying(doubt -> {
            assertThat(doubt.field()).isEqualTo("From");
            assertThat(doubt.reason()).contains(reason);
        });
        assertThat(authors("From: alice@example.org\r\nSender: " + (body.equals("''") ? "" : body) + "\r\n")
                        .doubt())
                .hasValueSatisfying(doubt -> assertThat(doubt.field()).isEqualTo("Sender"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\ufeffFrom",
                "Fr\0om",
                "From\u00a0",
                "F rom",
                "\u0001From",
                "From\u007f",
                "Sen\tder",
                "\u200bSender",
                "From\r\n ",
                "From \r\n\t",
                "sender\r\n \r\n "
            })
    void aNameThatOnlySomeReadAsAuthorIsDoubtful(String name) {
        assertThat(authors(name + ": mallory@example.net\r\nFrom: alice@example.org\r\n\r\n")
                        .unparsable())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-From", "Resent-From", ">From", "From alice@example.org Mon Jan  1 12", "Fromage", "Frm"})
    void otherNamesAreNoAuthors(String name) {
        Authors authors = authors(name + ": mallory@example.net\r\nFrom: alice@example.org\r\n\r\n");
        assertThat(authors.from()).containsExactly(ALICE);
        assertThat(authors.unparsable()).isFalse();
        assertThat(authors.repeated()).isFalse();
    }

    @Test
    void moreAuthorsThanAnybodyHasAreDoubtful() {
        Authors authors = from("alice@example.org,\r\n ".repeat(1000) + "alice@example.org");
        assertThat(authors.unparsable()).isTrue();
    }
}
