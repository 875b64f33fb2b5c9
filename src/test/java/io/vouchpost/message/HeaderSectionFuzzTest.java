package io.vouchpost.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.vertx.core.buffer.Buffer;
import io.vouchpost.smtp.Mailbox;
import java.util.List;

/** Any octets are read without an exception, alike under any split; and a mailbox without doubt stands in the text. */
class HeaderSectionFuzzTest {

    @FuzzTest(maxDuration = "10s")
    void readsAnything(FuzzedDataProvider data) {
        int cut = data.consumeInt(0, 64);
        byte[] content = data.consumeRemainingAsBytes();
        HeaderSection whole = new HeaderSection(4096, "submit.example.org");
        whole.add(Buffer.buffer(content));
        HeaderSection halves = new HeaderSection(4096, "submit.example.org");
        Buffer all = Buffer.buffer(content);
        int at = Math.min(cut, content.length);
        halves.add(all.slice(0, at));
        halves.add(all.slice(at, content.length));
        Header header = whole.finish();
        assertThat(halves.finish()).isEqualTo(header);
        if (header instanceof Header.Fields fields) {
            areWholeLines(all, fields.forged());
        }
    }

    private static void areWholeLines(Buffer content, List<Range> ranges) {
        long behind = 0;
        for (Range range : ranges) {
            assertThat(range.from()).isGreaterThanOrEqualTo(behind).isLessThan(range.to());
            assertThat(range.from() == 0 || content.getByte((int) range.from() - 1) == '\n')
                    .isTrue();
            behind = range.to();
            assertThat(behind).isLessThanOrEqualTo(content.length());
            assertThat(behind == content.length() || content.getByte((int) behind - 1) == '\n')
                    .isTrue();
        }
    }

    @FuzzTest(maxDuration = "10s")
    void readsAnyAddressList(byte[] body) {
        AddressField field = AddressField.read(body);
        if (field.doubt().isEmpty()) {
            assertThat(field.mailboxes()).isNotEmpty();
            for (Mailbox mailbox : field.mailboxes()) {
                assertThat(new String(body, UTF_8)).contains("@" + mailbox.domain());
            }
        }
    }
}
