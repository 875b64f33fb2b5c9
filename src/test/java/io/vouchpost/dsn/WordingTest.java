package io.vouchpost.dsn;

import static io.vouchpost.dsn.Story.note;
import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.smtp.Recipient.Occasion;
import io.vouchpost.spool.Note.Kind;
import io.vouchpost.spool.Report;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The words that people read, whole. */
class WordingTest {

    private static String words(Story story) throws Exception {
        return Reading.of(story.told()).text().replace("\r\n", "\n");
    }

    @Test
    void aRefusal() throws Exception {
        assertThat(words(new Story()
                        .about(
                                "bob@example.net",
                                Report.FAILURE,
                                note(Kind.REFUSED, "mx.example.net:25", "550 5.1.1 <bob@example.net>: no such user"))))
                .isEqualTo("""
                        golden
                        """);
    }

    @Test
    void oneOfEachKind() throws Exception {
        assertThat(words(new Story()
                        .about(
                                "bob@example.net",
                                Report.FAILURE,
                                note(Kind.DEFERRED, "mx.example.net:25", "451 4.7.1 try again later"),
                                note(
                                        Duration.ofDays(4),
                                        Kind.LOST,
                                        "mx.example.net:25",
                                        "451 4.4.2 The connection to the next hop was lost, please try again later"),
                                note(Duration.ofDays(5), Kind.EXPIRED, "", "too old"))
                        .about(
                                "carol@example.com",
                                Report.DELAY,
                                note(Duration.ofHours(3), Kind.DEFERRED, "192.0.2.7:25", "452 4.2.2 mailbox full"))
                        .about(
                                "dave@example.com",
                                Set.of(Occasion.SUCCESS),
                                Report.RELAYED,
                                note(Kind.DELIVERED, "192.0.2.7:25", "250 2.0.0 Ok: queued as 17"))))
                .isEqualTo("""
                        golden
                        """);
    }
}
