package io.vouchpost.dsn;

import static io.vouchpost.dsn.Story.note;
import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.smtp.Envelope.BodyType;
import io.vouchpost.smtp.Terms;
import io.vouchpost.spool.Note;
import io.vouchpost.spool.Note.Kind;
import io.vouchpost.spool.Report;
import org.junit.jupiter.api.Test;

/** What comes back of the message itself: RET= (RFC 3461 §4.3), its header, all of it. */
class ReturnedMessageTest {
    private static final String HOST = "mx.example.net:25";
    private static final Note REFUSED = note(Kind.REFUSED, HOST, "550 5.1.1 <bob@example.net>: no such user");

    private static Story refused() {
        return new Story().about("bob@example.net", Report.FAILURE, REFUSED);
    }

    @Test
    void theHeaderComesBackUnlessAllWasAskedFor() throws Exception {
        for (var story : new Story[] {refused(), refused().asking(Terms.Return.HDRS)}) {
            var reading = Reading.of(story.told());
            assertThat(reading.part(2).isMimeType("text/rfc822-headers")).isTrue();
            assertThat(reading.octets(2)).isEqualTo(Story.TRACE + Story.LETTER.split("\r\n\r\n")[0] + "\r\n");
        }
    }

    @Test
    void allOfItComesBackWhereAskedForAndNotTooLarge() throws Exception {
        var reading = Reading.of(refused().asking(Terms.Return.FULL).told());
        assertThat(reading.part(2).isMimeType("message/rfc822")).isTrue();
        assertThat(reading.octets(2)).isEqualTo(Story.TRACE + Story.LETTER);
        assertThat(reading.report().getReturnedMessage().getSubject()).isEqualTo("Budget 2027");
        var tooLarge = refused().asking(Terms.Return.FULL).returning(Story.LETTER.length() - 1);
        assertThat(Reading.of(tooLarge.told()).part(2).isMimeType("text/rfc822-headers"))
                .isTrue();
    }

    @Test
    void eightBitsComeBackDeclared() throws Exception {
        var letter = "Subject: x\r\n\r\nGr\u00fc\u00dfe\r\n";
        var told = refused().content(letter).asking(Terms.Return.FULL).told();
        assertThat(told.orElseThrow().envelope().body()).isEqualTo(BodyType.EIGHT_BIT_MIME);
        assertThat(told.orElseThrow().envelope().smtpUtf8()).isFalse();
        var reading = Reading.of(told);
        assertThat(reading.header("Content-Transfer-Encoding")).isEqualTo("8bit");
        assertThat(reading.part(2).getHeader("Content-Transfer-Encoding")).containsExactly("8bit");
        assertThat(reading.octets(2)).isEqualTo(Story.TRACE + letter);
    }

    @Test
    void headersThatAreNotSevenBitAreEncoded() throws Exception {
        for (var header :
                new String[] {"Subject: Gr\u00fc\u00dfe\r\n", "Subject: " + "x".repeat(1500) + "\r\n", "Subject: \0\r\n"
                }) {
            var told = refused().content(header + "\r\nHello\r\n").told();
            assertThat(told.orElseThrow().envelope().body()).isEqualTo(BodyType.SEVEN_BIT);
            var reading = Reading.of(told);
            assertThat(reading.part(2).getHeader("Content-Transfer-Encoding")).containsExactly("quoted-printable");
            assertThat(reading.octets(2)).isEqualTo(Story.TRACE + header);
        }
    }

    @Test
    void linesThatAreTooLongDoNotComeBack() throws Exception {
        var letter = "Subject: x\r\n\r\n" + "x".repeat(999) + "\r\n";
        var reading =
                Reading.of(refused().content(letter).asking(Terms.Return.FULL).told());
        assertThat(reading.part(2).isMimeType("text/rfc822-headers")).isTrue();
        assertThat(reading.octets(2)).isEqualTo(Story.TRACE + "Subject: x\r\n");
        var fits = "Subject: x\r\n\r\n" + "x".repeat(998) + "\r\n";
        assertThat(Reading.of(refused().content(fits).asking(Terms.Return.FULL).told())
                        .octets(2))
                .isEqualTo(Story.TRACE + fits);
    }

    @Test
    void ofALongHeaderTheBeginningComesBack() throws Exception {
        var header = "X-Filler: of forty octets, line by line..\r\n".repeat(5000);
        var reading = Reading.of(refused().content(header + "\r\nHello\r\n").told());
        assertThat(reading.octets(2).length()).isBetween(60 * 1024, 66 * 1024);
        assertThat(Story.TRACE + header).startsWith(reading.octets(2));
        assertThat(reading.octets(2)).endsWith("\r\n");
    }

    @Test
    void ofALargeMessageOnlyTheHeaderIsRead() {
        var large = new LargeContent(Long.MAX_VALUE);
        assertThat(new Opening(64 * 1024, true).of(large).result().toString()).startsWith(Story.LETTER);
        assertThat(large.pieces()).isEqualTo(1);
    }

    @Test
    void aMessageThatCannotBeReadIsNotToldYet() {
        var broken = new LargeContent(0);
        assertThat(new Opening(64 * 1024, true).of(broken).cause()).hasMessage("the database is away");
    }
}
