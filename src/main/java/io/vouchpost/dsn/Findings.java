package io.vouchpost.dsn;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vouchpost.message.Submission;
import io.vouchpost.smtp.Mailbox;
import io.vouchpost.spool.Report;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.codec.DecoderUtil;
import org.apache.james.mime4j.message.DefaultMessageBuilder;
import org.apache.james.mime4j.stream.MimeConfig;

/**
 * All that one notification tells.
 *
 * @param sender who is told: the reverse-path, and nothing that stands in the message
 * @param accepted when the message was taken
 * @param fates one at least
 * @param excerpt what comes back of the message
 */
record Findings(Mailbox sender, Submission original, Instant accepted, List<Fate> fates, Excerpt excerpt) {

    Findings {
        fates = List.copyOf(fates);
    }

    List<Fate> of(Report report) {
        return fates.stream().filter(fate -> fate.report() == report).toList();
    }

    /**
     * UTF-8 for those whose address cannot be written otherwise. All others are told in seven bits, of international mail too:
     * the way to them may well lead over the same host without SMTPUTF8 that did not take the message, and of a notification
     * that is refused nobody hears.
     */
    Form form() {
        return sender.isAscii() ? Form.ASCII : Form.UTF_8;
    }

    /** {@code Subject:} of the message, for its writer to know which one it is; empty where there is none to be shown. */
    Optional<String> subject() {
        var config = MimeConfig.custom()
                .setMaxLineLen(-1)
                .setMaxHeaderLen(-1)
                .setMaxHeaderCount(-1)
                .build();
        var builder = new DefaultMessageBuilder();
        builder.setMimeEntityConfig(config);
        try {
            var header = builder.parseHeader(
                    new ByteArrayInputStream(excerpt.header().getBytes()));
            return Optional.ofNullable(header.getField("Subject"))
                    .map(field -> DecoderUtil.decodeEncodedWords(field.getBody(), DecodeMonitor.SILENT, UTF_8))
                    .map(text -> Printable.unicode(text, 120))
                    .filter(text -> !text.isEmpty());
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }
}
