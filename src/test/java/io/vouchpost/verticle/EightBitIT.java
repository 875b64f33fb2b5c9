package io.vouchpost.verticle;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** 8-bit messages towards a next hop without 8BITMIME (RFC 6152 §3). */
class EightBitIT extends Installed {
    private static final String TEXT = "Gr\u00fc\u00dfe aus K\u00f6ln: 1 = 1\r\n.\r\nFrom here on\r\n";
    private static final String FIELDS = "Subject: one\r\nMIME-Version: 1.0\r\n"
            + "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n";
    private static final String SIGNATURE =
            "DKIM-Signature: v=1; a=rsa-sha256; d=example.org; s=x; h=from;\r\n bh=AAAA; b=BBBB\r\n";

    private static Letter letter(String fields) {
        return Letter.of("one", "bob@example.net").on("BODY=8BITMIME").with(fields, TEXT);
    }

    @ParameterizedTest
    @ValueSource(strings = {RELAYED, SPOOLED})
    void itArrivesInSevenBitsAndReadsTheSame(String acknowledge) throws Exception {
        neighbour.offers("PIPELINING", "SIZE");
        try (var gateway = start(acknowledge)) {
            accepted(gateway, letter(FIELDS));
            var taken = neighbour.arrival();
            assertThat(taken.commands().get(0)).doesNotContain("BODY=8BITMIME");
            assertThat(taken.octets().chars()).allMatch(octet -> octet < 0x80);
            assertThat(text(taken.octets())).isEqualTo(TEXT);
        }
    }

    @Test
    void whereTheNextHopTakesEightBitsNothingIsChanged() throws Exception {
        try (var gateway = start(SPOOLED)) {
            accepted(gateway, letter(SIGNATURE + FIELDS));
            var taken = neighbour.arrival();
            assertThat(taken.commands().get(0)).contains(" BODY=8BITMIME");
            assertThat(taken.octets())
                    .endsWith(new String(letter(SIGNATURE + FIELDS).octets().getBytes(UTF_8), ISO_8859_1));
        }
    }

    @Test
    void aSignatureIsNotBrokenAndTheClientHearsWhy() throws Exception {
        neighbour.offers("SIZE");
        try (var gateway = start(RELAYED)) {
            assertThat(letter(SIGNATURE + FIELDS).to(gateway))
                    .startsWith("554 5.6.3 ")
                    .contains("DKIM");
        }
    }

    @Test
    void aSignatureIsNotBrokenOutOfTheSpoolEitherAndTheSenderHearsWhy() throws Exception {
        neighbour.offers("SIZE");
        try (var gateway = start(SPOOLED)) {
            accepted(gateway, letter(SIGNATURE + FIELDS));
            var notification = neighbour.arrival();
            assertThat(notification.recipients()).containsExactly(TestGateway.ALICE);
            assertThat(notification.octets()).contains("Status: 5.6.3", "Action: failed", "DKIM");
            assertThat(notification.octets().chars()).allMatch(octet -> octet < 0x80);
        }
    }

    private static String text(String octets) throws Exception {
        var message = new MimeMessage(
                Session.getInstance(new Properties()), new ByteArrayInputStream(octets.getBytes(ISO_8859_1)));
        return (String) message.getContent();
    }
}
