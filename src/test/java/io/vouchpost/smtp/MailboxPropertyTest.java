package io.vouchpost.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class MailboxPropertyTest {

    @Property
    void whatIsWrittenIsReadBackExactly(@ForAll String localPart, @ForAll String domain) {
        var mailbox = new Mailbox(localPart, domain);
        assertThat(Mailbox.parse(mailbox.toString())).contains(mailbox);
    }
}
