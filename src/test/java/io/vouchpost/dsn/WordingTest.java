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
                        This is the mail gateway submit.example.org. It reports on your message
                        "Budget 2027", which it took on Sat, 21 Nov 2026 10:00:00 +0000.

                        It could not be delivered to:

                          bob@example.net
                            mx.example.net refused it on Sat, 21 Nov 2026 10:00:03 +0000:
                              550 5.1.1 <bob@example.net>: no such user
                            Check the address for mistakes, then send the message again.

                        It will not be tried again.

                        Reference: a1b2. Give it to your administrator when you ask for help.
                        Attached is the same for programs to read, and the header of your message.
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
                        This is the mail gateway submit.example.org. It reports on your message
                        "Budget 2027", which it took on Sat, 21 Nov 2026 10:00:00 +0000.

                        It could not be delivered to:

                          bob@example.net
                            It was tried 2 times, the last time on Wed, 25 Nov 2026 10:00:00 +0000
                            at mx.example.net:
                              451 4.4.2 The connection to the next hop was lost, please try again
                              later
                            One time the connection was lost at the very end, so it may have been
                            delivered. Ask the recipient before you send it again.

                        It will not be tried again.

                        It is late for:

                          carol@example.com
                            It was tried once, on Sat, 21 Nov 2026 13:00:00 +0000 at 192.0.2.7:
                              452 4.2.2 mailbox full
                            It is tried until Thu, 26 Nov 2026 10:00:00 +0000.

                        You need not send it again: the gateway goes on trying.

                        It was handed on, as you asked to be told, for:

                          dave@example.com
                            192.0.2.7 took it on Sat, 21 Nov 2026 10:00:03 +0000:
                              250 2.0.0 Ok: queued as 17
                            Whether it arrives is not told to this gateway any more.

                        Reference: a1b2. Give it to your administrator when you ask for help.
                        Attached is the same for programs to read, and the header of your message.
                        """);
    }
}
