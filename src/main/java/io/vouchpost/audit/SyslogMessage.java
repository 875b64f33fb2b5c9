package io.vouchpost.audit;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vouchpost.config.AuditSettings;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Events as syslog messages (RFC 5424): the name of the event as MSGID, its fields as STRUCTURED-DATA, a sentence as MSG.
 * Octets that would end a line are replaced: a receiver writes lines, and no client shall write one of its own.
 */
final class SyslogMessage {
    /**
     * 32473 is the enterprise number for examples (RFC 5612): we have none of our own, and nobody else may use it for
     * something of theirs.
     */
    static final String SD_ID = "vouchpost@32473";

    private static final int LONGEST_VALUE = 512;
    private static final int LONGEST_HOSTNAME = 255;
    private static final List<String> NUMBERS = List.of(
            "kern",
            "user",
            "mail",
            "daemon",
            "auth",
            "syslog",
            "lpr",
            "news",
            "uucp",
            "cron",
            "authpriv",
            "ftp",
            "ntp",
            "audit",
            "alert",
            "clock",
            "local0",
            "local1",
            "local2",
            "local3",
            "local4",
            "local5",
            "local6",
            "local7");
    private static final byte[] BOM = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    private final int facility;
    private final String origin;
    private final int limit;

    /**
     * @param hostname of the gateway
     * @param processId of the gateway
     * @param limit octets of a message: fields that find no room are left out, the sentence is cut
     */
    SyslogMessage(AuditSettings.Syslog settings, String hostname, long processId, int limit) {
        this.facility = NUMBERS.indexOf(settings.facility());
        this.origin = hostname(hostname) + " vouchpost " + processId;
        this.limit = limit;
    }

    byte[] encode(Instant time, JsonObject event) {
        var name = event.getString("event", "-");
        var message = new ByteArrayOutputStream();
        append(
                message,
                "<" + (facility * 8 + severity(event)) + ">1 " + time.truncatedTo(ChronoUnit.MICROS) + " " + origin
                        + " " + name + " [" + SD_ID);
        EventJson.FIELDS.stream()
                .filter(field -> !field.equals("time") && event.containsKey(field))
                .flatMap(field ->
                        values(event.getValue(field)).map(value -> " " + field + "=\"" + escaped(value) + "\""))
                .forEach(parameter -> {
                    if (message.size() + octets(parameter).length < limit - BOM.length) {
                        append(message, parameter);
                    }
                });
        append(message, "]");
        var sentence = octets(" \ufeff" + harmless(sentence(event)));
        int room = limit - message.size();
        if (room > 1 + BOM.length) {
            message.write(sentence, 0, whole(sentence, room));
        }
        return message.toByteArray();
    }

    /** RFC 5424 §6.2.1: 3 error, 4 warning, 5 notice, 6 informational. */
    private static int severity(JsonObject event) {
        if ("alarm".equals(event.getString("event"))) {
            return 3;
        }
        return switch (event.getString("outcome", "")) {
            case "accepted", "delivered" -> 6;
            case "deferred", "would be refused" -> 5;
            default -> 4;
        };
    }

    private static String sentence(JsonObject event) {
        return Stream.of(
                        event.getString("event", "") + " " + event.getString("outcome", ""),
                        part(event, "", "account"),
                        part(event, "from ", "client"),
                        part(event, "to ", "recipient"),
                        part(event, "", "detail"),
                        part(event, "", "reply"))
                .filter(part -> !part.isEmpty())
                .reduce((all, part) -> all + ", " + part)
                .orElse("");
    }

    private static String part(JsonObject event, String word, String field) {
        var value = event.getString(field, "");
        return value.isEmpty() ? "" : word + value;
    }

    /** RFC 5424 §6.3.3: a field of several values is several parameters. */
    private static Stream<String> values(Object value) {
        return value instanceof JsonArray array
                ? array.stream().map(String::valueOf)
                : Stream.of(String.valueOf(value));
    }

    /** RFC 5424 §6.3.3. */
    static String escaped(String value) {
        int end = value.length() <= LONGEST_VALUE
                ? value.length()
                : value.offsetByCodePoints(0, value.codePointCount(0, LONGEST_VALUE));
        return harmless(value.substring(0, end)).replaceAll("[\"\\\\\\]]", "\\\\$0");
    }

    private static String harmless(String text) {
        return text.replaceAll("[\\p{Cntrl}\\x{80}-\\x{9f}\\u2028\\u2029]", "?");
    }

    /** No more than so many octets, and no part of a character. */
    private static int whole(byte[] text, int most) {
        int end = Math.min(text.length, most);
        while (end > 0 && end < text.length && (text[end] & 0xc0) == 0x80) {
            end--;
        }
        return end;
    }

    /** RFC 5424 §6.2.4. */
    private static String hostname(String name) {
        var ascii = name.replaceAll("[^\\x{21}-\\x{7e}]", "?").toLowerCase(Locale.ROOT);
        return ascii.isEmpty() ? "-" : ascii.substring(0, Math.min(ascii.length(), LONGEST_HOSTNAME));
    }

    private static void append(ByteArrayOutputStream message, String text) {
        message.writeBytes(octets(text));
    }

    /** Half a surrogate pair becomes a question mark. */
    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
