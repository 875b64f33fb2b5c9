package io.vouchpost.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.config.PolicySettings;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands right below our trace fields is not read as a part of them (RFC 5322 §2.2.3), whoever reads the authors. */
class FirstLineTest extends LoggedInTest {
    private static final PolicySettings UNREAD =
            new PolicySettings(PolicySettings.Mode.REPORT, false, false, true, "+", List.of());

    private final Scene unread = new Scene(store, true, UNREAD).loggedIn();

    private String traceAbove(String content) {
        unread.says(Scene.ENVELOPE + "DATA\r\n" + content + ".\r\n");
        assertThat(unread.codes()).containsExactly("250", "250", "354", "250");
        var posted = unread.backend.posted().get(0);
        assertThat(Received.of(posted.content())).isEqualTo(content);
        unread.endsClean();
        return posted.trace();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {" x\r\n", "\tx\r\n", " \r\n", " \r\n\r\nhello\r\n", "\t; Fri, 1 Jan 1999 00:00:00 +0000\r\n"})
    void whiteSpaceAtItsStartIsRefused(String content) {
        unread.says(Scene.ENVELOPE + "DATA\r\n" + content + ".\r\n");
        assertThat(unread.heard()).contains("\r\n554 5.6.0 The message begins with a space or tab");
        unread.says(Scene.ENVELOPE + "BDAT " + content.length() + " LAST\r\n" + content);
        assertThat(unread.codes()).containsExactly("250", "250", "554");
        assertThat(unread.lastEvent().refusal().orElseThrow().rule()).isEqualTo("RFC 5322 §2.2.3");
        assertThat(unread.backend.posted()).isEmpty();
        unread.endsClean();
    }

    /** RFC 5322 §3.5: the header section may be empty; then the fields that are missing are ours. */
    @Test
    void anEmptyHeaderSectionEndsBehindOurFields() {
        assertThat(traceAbove("\r\n hello\r\n"))
                .matches("(?s).*\r\nReceived: .*\r\nMessage-ID: <[^\r\n]*>\r\nDate: [^\r\n]*\r\n");
    }

    @Test
    void aMessageOfNothingEndsBehindOurFields() {
        assertThat(traceAbove("")).matches("(?s).*\r\nMessage-ID: <[^\r\n]*>\r\nDate: [^\r\n]*\r\n");
    }

    /** What is cut out at the start leaves no folded line behind (RFC 8601 §5). */
    @Test
    void whatIsLeftBehindAForgedFieldBeginsAField() {
        unread.says(Scene.ENVELOPE + "DATA\r\nAuthentication-Results: submit.example.org;\r\n auth=pass\r\n\t\r\n"
                + Scene.CONTENT + ".\r\n");
        assertThat(unread.codes()).containsExactly("250", "250", "354", "250");
        assertThat(Received.of(unread.backend.posted().get(0).content())).isEqualTo(Scene.CONTENT);
        unread.endsClean();
    }
}
