package io.vouchpost.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vouchpost.config.AuditSettings;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SyslogMessageTest {
    private static final Instant TIME = Instant.parse("2026-11-21T12:00:00.123456789Z");
    /** RFC 5424 §6: one element, values in which quotation mark, backslash and bracket stand only behind a backslash. */
    private static final Pattern FORM = Pattern.compile(
            "<(\\d{1,3})>1 2026-11-21T12:00:00\\.123456Z submit\\.example\\.org vouchpost 42 ([!-~]{1,32})"
                    + " \\[vouchpost@32473((?: [!-~&&[^=\\]\" ]]{1,32}=\"(?:[^\"\\\\\\]]|\\\\[\"\\\\\\]])*\")*)\\]"
                    + "(?: \ufeff(.*))?");

    private static SyslogMessage message(String facility, int limit) {
        return new SyslogMessage(
                new AuditSettings.Syslog("localhost", 514, AuditSettings.Transport.TCP, Optional.empty(), facility),
                "submit.example.org",
                42,
                limit);
    }

    private static String encoded(JsonObject event) {
        return new String(message("mail", 8192).encode(TIME, event), StandardCharsets.UTF_8);
    }

    @Test
    void aLogin() {
        assertThat(encoded(EventJson.encode(Events.login())))
                .isEqualTo("<22>1 2026-11-21T12:00:00.123456Z submit.example.org vouchpost 42 login [vouchpost@32473"
                        + " event=\"login\" outcome=\"accepted\" session=\"S1\" client=\"192.0.2.7\" tls=\"TLSv1.3\""
                        + " cipher=\"TLS_AES_128_GCM_SHA256\" mechanism=\"PLAIN\" account=\"alice\" credential=\"printer\""
                        + " ehlo=\"client.example\" version=\"1\"] \ufefflogin accepted, alice, from 192.0.2.7");
    }

    @Test
    void theSeverityTellsHowItEnded() {
        assertThat(encoded(EventJson.encode(Events.submission("S1-2")))).startsWith("<22>");
        assertThat(encoded(EventJson.encode(Events.delivery("S1-2")))).startsWith("<21>");
        assertThat(encoded(EventJson.encode(Events.refused("S1-1", "x")))).startsWith("<20>");
        assertThat(encoded(new JsonObject().put("event", "alarm").put("outcome", "spraying")))
                .startsWith("<19>");
        assertThat(new String(
                        message("local7", 8192).encode(TIME, EventJson.encode(Events.login())), StandardCharsets.UTF_8))
                .startsWith("<190>");
    }

    @Test
    void aFieldOfSeveralValuesIsSeveralParameters() {
        assertThat(encoded(new JsonObject()
                        .put("event", "refusal")
                        .put("considered", new JsonArray().add("a").add("b]"))))
                .contains(" considered=\"a\" considered=\"b\\]\"");
    }

    @Property(tries = 500)
    void whateverAClientChoosesTheFormIsKeptAndItsValueComesBack(
            @ForAll String chosen, @ForAll @IntRange(min = 300, max = 3000) int limit) throws CharacterCodingException {
        var event = new JsonObject()
                .put("event", "login")
                .put("outcome", "refused")
                .put("account", chosen)
                .put("ehlo", chosen);
        var octets = message("mail", limit).encode(TIME, event);
        var text = StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(octets))
                .toString();
        assertThat(octets.length).isLessThanOrEqualTo(limit);
        assertThat(text).doesNotContain("\n", "\r", "\0", "\u0085", "\u2028");
        assertThat(FORM.matcher(text).matches()).as(text).isTrue();
    }

    @Property(tries = 500)
    void escapingCanBeUndone(@ForAll String chosen) {
        var escaped = SyslogMessage.escaped(chosen);
        var undone = escaped.replaceAll("\\\\([\"\\\\\\]])", "$1");
        var printable = chosen.replaceAll("[\\p{Cntrl}\\x{80}-\\x{9f}\\u2028\\u2029]", "?");
        assertThat(printable).startsWith(undone);
        assertThat(undone.codePointCount(0, undone.length()))
                .isGreaterThanOrEqualTo(Math.min(250, chosen.codePointCount(0, chosen.length())));
    }
}
