package io.vouchpost.dsn;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.vertx.core.buffer.Buffer;
import io.vouchpost.smtp.Recipient;
import io.vouchpost.smtp.Terms;
import io.vouchpost.spool.Note;
import io.vouchpost.spool.Report;
import java.util.Optional;
import java.util.Set;

/** Any message, and any reply to it, can be told of: in three parts, and in lines that may be sent. */
class NotifierFuzzTest {

    @FuzzTest(maxDuration = "10s")
    void tellsOfAnything(FuzzedDataProvider data) throws Exception {
        var kind = data.pickValue(Note.Kind.values());
        var report = data.pickValue(Report.values());
        var note = Story.note(kind, data.consumeString(80), data.consumeString(600));
        var recipient = new Recipient(
                Story.mailbox("bob@example.net"),
                Set.of(Recipient.Occasion.FAILURE, Recipient.Occasion.DELAY, Recipient.Occasion.SUCCESS),
                Optional.of(data.consumeString(200)));
        var story = new Story().about(recipient, report, note).asking(data.pickValue(Terms.Return.values()));
        var told = (data.consumeBoolean() ? story.smtpUtf8() : story)
                .content(Buffer.buffer(data.consumeRemainingAsBytes()))
                .told();
        assertThat(Reading.of(told).recipients()).isEqualTo(1);
        int length = 0;
        var octets = Story.octets(told.orElseThrow()).getBytes();
        for (byte octet : octets) {
            length = octet == '\n' ? 0 : length + 1;
            assertThat(length).isLessThanOrEqualTo(999);
        }
    }
}
