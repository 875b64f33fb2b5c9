package io.vouchpost.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.vertx.core.buffer.Buffer;
import io.vouchpost.smtp.Mailbox;

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
        assertThat(halves.finish()).isEqualTo(whole.finish());
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
